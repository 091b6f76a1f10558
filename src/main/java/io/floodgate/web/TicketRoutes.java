package io.floodgate.web;

import io.floodgate.coupon.CouponAsk.GetTicket;
import io.floodgate.coupon.TicketView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What has become of queued requests for coupons: asked for, or told as it happens. */
final class TicketRoutes {

  private static final String TICKET = Routes.API + "/coupons/tickets/:ticketId";

  private final SseFeed<String> feed;

  TicketRoutes(Vertx vertx, Web web) {
    this.feed = new SseFeed<>(vertx, web.lookouts().tickets());
  }

  void mount(Routes routes) {
    routes.getOrStream(TICKET, this::read, this::open);
  }

  /** A ticket as a stream shows it. */
  static SseState state(TicketView ticket) {
    return new SseState(
        ticket.status().name(), ticket.isFinal(), language -> TicketBody.of(ticket, language));
  }

  private Future<Answer> read(Exchange exchange) {
    Language language = exchange.language();
    return get(exchange).map(ticket -> Answer.ok(TicketBody.of(ticket, language)));
  }

  private Future<SseEndpoint.Opening> open(Exchange exchange) {
    return get(exchange)
        .map(ticket -> feed.opening(ticket.ticketId(), state(ticket), exchange.language()));
  }

  private static Future<TicketView> get(Exchange exchange) {
    exchange.query().end();
    return exchange.ask(new GetTicket(exchange.ticketId()));
  }
}
