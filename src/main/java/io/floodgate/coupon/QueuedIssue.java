package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.UserId;
import io.floodgate.json.Json;
import io.floodgate.kafka.Message;
import io.floodgate.kafka.Unreadable;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A request for a coupon as it stands in the queue, JSON. Nodes of two versions may share the
 * queue: what changes its meaning gets a new version, which older nodes put to the dead letters.
 *
 * @param ticket the number of its ticket
 * @param traceparent the W3C trace context of the request
 */
record QueuedIssue(
    int version,
    CouponId couponId,
    UserId userId,
    long ticket,
    Optional<IdempotencyKey> key,
    String traceparent) {

  /** The topic. Its key is the coupon, so that the requests for one keep their order. */
  static final String TOPIC = "coupon.issue";

  private static final int VERSION = 1;

  static Message message(Ticket ticket, Optional<IdempotencyKey> key, String traceparent) {
    QueuedIssue queued =
        new QueuedIssue(
            VERSION, ticket.couponId(), ticket.userId(), ticket.number(), key, traceparent);
    return Message.of(
        TOPIC,
        Long.toString(ticket.couponId().value()),
        Json.bytes(queued),
        Message.Header.of("traceparent", traceparent));
  }

  /**
   * @throws Unreadable when it is nothing that a node of this version has sent
   */
  static QueuedIssue of(Message message) {
    QueuedIssue queued;
    try {
      queued = Json.read(message.value(), QueuedIssue.class);
    } catch (UncheckedIOException e) {
      throw new Unreadable("not a request for a coupon", e);
    }
    if (queued == null || queued.version != VERSION) {
      throw new Unreadable("not a request for a coupon of version " + VERSION);
    }
    if (queued.couponId == null || queued.userId == null || queued.ticket <= 0) {
      throw new Unreadable("coupon, user or ticket is missing");
    }
    return queued;
  }

  IssueAsk.Enroll enroll() {
    return new IssueAsk.Enroll(
        couponId, userId, key, Optional.of(new Ticket(couponId, userId, ticket)));
  }
}
