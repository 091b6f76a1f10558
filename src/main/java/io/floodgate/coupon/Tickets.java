package io.floodgate.coupon;

import io.floodgate.base.IdMaker;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Reads;
import io.vertx.core.Future;

/** Queued requests for coupons, and what becomes of them. Lives on one event loop. */
final class Tickets {

  Tickets(
      Config.Coupons config,
      Gate gate,
      SoldOut soldOut,
      Issuing issuing,
      Reads reads,
      IdMaker ids) {}

  Future<TicketView> queue(CouponAsk.QueueIssue command, Call call) {
    throw new UnsupportedOperationException();
  }

  Future<TicketView> get(String ticketId) {
    throw new UnsupportedOperationException();
  }
}
