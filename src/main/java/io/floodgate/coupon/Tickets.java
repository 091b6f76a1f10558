package io.floodgate.coupon;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.CouponId;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.FailureKind;
import io.floodgate.base.IdMaker;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.coupon.RefusalTable.Fate;
import io.floodgate.coupon.RefusalTable.IssuedTo;
import io.floodgate.db.Reads;
import io.floodgate.kafka.Sender;
import io.floodgate.user.UserFailure;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queued requests for coupons, and what becomes of them. Lives on one event loop. */
final class Tickets {

  private static final Logger LOG = LoggerFactory.getLogger(Tickets.class);

  /** The failures that a request may have been refused with, by name. */
  private static final Map<String, FailureCode> REFUSALS =
      Stream.<FailureCode[]>of(CouponFailure.values(), UserFailure.values(), CommonFailure.values())
          .flatMap(Stream::of)
          .collect(Collectors.toMap(FailureCode::name, Function.identity()));

  private final Config.Coupons config;
  private final Gate gate;
  private final Issuing issuing;
  private final Reads reads;
  private final IdMaker ids;
  private final Sender sender;

  Tickets(
      Config.Coupons config, Gate gate, Issuing issuing, Reads reads, IdMaker ids, Sender sender) {
    this.config = config;
    this.gate = gate;
    this.issuing = issuing;
    this.reads = reads;
    this.ids = ids;
    this.sender = sender;
  }

  /** Queues a request that the gate lets through; answers once the queue has it for good. */
  Future<TicketView> queue(CouponAsk.QueueIssue command, Call call) {
    CouponId coupon = command.couponId();
    boolean keyed = command.key().isPresent();
    Optional<CouponFailure> why = issuing.refusal(coupon, keyed);
    if (why.isPresent()) {
      return refuse(why.get());
    }
    if (!sender.isReady(QueuedIssue.TOPIC)) {
      return refuse(CommonFailure.UNAVAILABLE);
    }
    return issuing
        .admit(coupon, command.userId(), config.queuedFor())
        .compose(
            verdict ->
                issuing.pass(verdict, coupon, keyed, () -> goOn(verdict, command, call), call));
  }

  private Future<TicketView> goOn(Gate.Verdict verdict, CouponAsk.QueueIssue command, Call call) {
    Ticket ticket =
        new Ticket(command.couponId(), command.userId(), ids.next(System.currentTimeMillis()));
    return switch (verdict) {
      case ADMITTED ->
          send(ticket, command, call).onFailure(error -> giveBackUnlessSent(ticket, error));
      // The place belongs to an earlier request of the same user, which may stand in the queue.
      case PENDING -> send(ticket, command, call);
      case MEMBER ->
          find(List.of(ticket))
              .compose(
                  found ->
                      found.containsKey(ticket.id()) && found.get(ticket.id()).isFinal()
                          ? Future.succeededFuture(found.get(ticket.id()))
                          : send(ticket, command, call));
      case ABSENT ->
          CouponTable.get(reads, ticket.couponId())
              .compose(
                  coupon ->
                      coupon.isPresent()
                          ? send(ticket, command, call)
                          : refuse(CouponFailure.COUPON_NOT_FOUND));
      case FULL, NOT_IN_PERIOD -> throw new IllegalStateException("let through by " + verdict);
    };
  }

  private Future<TicketView> send(Ticket ticket, CouponAsk.QueueIssue command, Call call) {
    return sender
        .send(QueuedIssue.message(ticket, command.key(), call.traceparent()))
        .map(queued -> viewOf(ticket, Optional.empty(), Optional.empty()));
  }

  /** A place whose request may stand in the queue is kept: the keeper of the gate frees it late. */
  private void giveBackUnlessSent(Ticket ticket, Throwable error) {
    if (Failure.from(error).kind() == FailureKind.BUSY) {
      gate.settle(ticket.couponId(), List.of(), List.of(ticket.userId()))
          .onFailure(away -> LOG.debug("a place of {} was not given back", ticket, away));
    }
  }

  /** What became of one request; TICKET_NOT_FOUND for what is no ticket. */
  Future<TicketView> get(String id) {
    return find(Set.of(id))
        .compose(
            found ->
                found.containsKey(id)
                    ? Future.succeededFuture(found.get(id))
                    : refuse(CouponFailure.TICKET_NOT_FOUND));
  }

  /** What became of requests, by the ids of their tickets; without what is no ticket. */
  Future<Map<String, TicketView>> find(Set<String> ids) {
    return find(ids.stream().map(Ticket::of).flatMap(Optional::stream).toList());
  }

  private Future<Map<String, TicketView>> find(Collection<Ticket> tickets) {
    if (tickets.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return RefusalTable.fates(reads, tickets)
        .map(
            fates -> {
              Map<String, TicketView> found = new HashMap<>();
              for (Fate fate : fates) {
                Ticket ticket = fate.ticket();
                found.put(ticket.id(), viewOf(ticket, fate.issued(), fate.refusal()));
              }
              return found;
            });
  }

  private static TicketView viewOf(
      Ticket ticket, Optional<IssuedTo> issued, Optional<String> refusal) {
    TicketView.Status status =
        issued.isPresent()
            ? TicketView.Status.ISSUED
            : refusal.isPresent() ? TicketView.Status.REFUSED : TicketView.Status.QUEUED;
    Optional<String> error = issued.isPresent() ? Optional.empty() : refusal;
    return new TicketView(
        ticket.id(),
        ticket.couponId(),
        ticket.userId(),
        status,
        issued.map(IssuedTo::id),
        issued.map(IssuedTo::sequence),
        error,
        error.map(REFUSALS::get).map(FailureCode::detail));
  }

  private static <A> Future<A> refuse(FailureCode code) {
    return Future.failedFuture(Failure.of(code));
  }
}
