package io.floodgate.web;

import io.floodgate.base.Deadline;
import io.floodgate.bus.Call;
import io.floodgate.coupon.CouponAsk.GetTicket;
import io.floodgate.coupon.CouponAsk.GetTickets;
import io.floodgate.coupon.TicketView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What has become of queued requests for coupons: asked for, or told as it happens. */
final class TicketRoutes {

  private static final String TICKET = Routes.API + "/coupons/tickets/:ticketId";

  private final SseFeed<String, TicketView> feed;

  TicketRoutes(Vertx vertx, Web web) {
    this.feed =
        new SseFeed<>(
            vertx,
            web.config().http().streamInterval(),
            ids ->
                web.bus()
                    .ask(
                        new GetTickets(ids),
                        new Call(Deadline.after(web.config().http().requestTimeout()), "")));
  }

  void mount(Routes routes) {
    routes.getOrStream(TICKET, this::read, this::open);
  }

  private Future<Answer> read(Exchange exchange) {
    Language language = exchange.language();
    return get(exchange).map(ticket -> Answer.ok(TicketBody.of(ticket, language)));
  }

  private Future<SseEndpoint.Opening> open(Exchange exchange) {
    Language language = exchange.language();
    return get(exchange)
        .map(
            ticket ->
                new SseEndpoint.Opening(
                    event(ticket, language),
                    stream ->
                        feed.watch(ticket.ticketId(), ticket, it -> event(it, language), stream)));
  }

  private static Future<TicketView> get(Exchange exchange) {
    exchange.query().end();
    return exchange.ask(new GetTicket(exchange.ticketId()));
  }

  private static SseEvent event(TicketView ticket, Language language) {
    return new SseEvent(ticket.status().name(), TicketBody.of(ticket, language), ticket.isFinal());
  }
}
