package io.floodgate.web;

import io.floodgate.base.CouponId;
import io.floodgate.base.Deadline;
import io.floodgate.base.OrderId;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.coupon.CouponAsk.GetCoupons;
import io.floodgate.coupon.CouponAsk.GetTickets;
import io.floodgate.order.OrderAsk.GetOrderStates;
import io.floodgate.ranking.RankingAsk.GetTop;
import io.floodgate.ranking.TopProducts;
import io.floodgate.ranking.Window;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the streams of a node show, and how it is looked up. One object a node; thread-safe. */
final class Lookouts {

  private final Supplier<Config.Http> config;
  private final Bus bus;
  private final SseLookout<String> tickets;
  private final SseLookout<OrderId> orders;
  private final SseLookout<CouponId> coupons;
  private final SseLookout<TopRoutes.Asked> rankings;

  Lookouts(Supplier<Config.Http> config, Bus bus) {
    Config.Http fixed = config.get();
    this.config = config;
    this.bus = bus;
    this.tickets =
        new SseLookout<>(
            fixed.streamInterval(), ids -> ask(new GetTickets(ids), TicketRoutes::state));
    this.orders =
        new SseLookout<>(
            fixed.streamInterval(), ids -> ask(new GetOrderStates(ids), OrderRoutes::state));
    this.coupons =
        new SseLookout<>(
            fixed.streamInterval(), ids -> ask(new GetCoupons(ids), CouponRoutes::state));
    this.rankings = new SseLookout<>(fixed.rankingStreamInterval(), this::rankings);
  }

  void start(Vertx vertx) {
    tickets.start(vertx);
    orders.start(vertx);
    coupons.start(vertx);
    rankings.start(vertx);
  }

  SseLookout<String> tickets() {
    return tickets;
  }

  SseLookout<OrderId> orders() {
    return orders;
  }

  SseLookout<CouponId> coupons() {
    return coupons;
  }

  SseLookout<TopRoutes.Asked> rankings() {
    return rankings;
  }

  private <K, V> Future<Map<K, SseState>> ask(Ask<Map<K, V>> message, Function<V, SseState> shown) {
    return ask(message)
        .map(
            found -> {
              Map<K, SseState> states = new HashMap<>();
              found.forEach((name, value) -> states.put(name, shown.apply(value)));
              return states;
            });
  }

  /** Each window is asked for once, whatever the number of sizes. */
  private Future<Map<TopRoutes.Asked, SseState>> rankings(Set<TopRoutes.Asked> asked) {
    List<Window> windows = asked.stream().map(TopRoutes.Asked::window).distinct().toList();
    return Future.all(windows.stream().map(window -> ask(new GetTop(window))).toList())
        .map(
            answers -> {
              Map<TopRoutes.Asked, SseState> states = new HashMap<>();
              for (TopRoutes.Asked one : asked) {
                TopProducts ranking = answers.resultAt(windows.indexOf(one.window()));
                states.put(one, TopPage.of(ranking, one.size()).state());
              }
              return states;
            });
  }

  private <A> Future<A> ask(Ask<A> message) {
    return bus.ask(message, new Call(Deadline.after(config.get().requestTimeout()), ""));
  }
}
