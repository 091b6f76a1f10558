package io.floodgate.web;

import io.floodgate.base.Money;
import io.floodgate.base.UserId;
import io.floodgate.config.Config;
import io.floodgate.point.PointAsk.ChargePoints;
import io.floodgate.point.PointAsk.GetBalance;
import io.floodgate.point.PointAsk.GetHistory;
import io.floodgate.point.PointFailure;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** A user's points. */
final class PointRoutes {

  private static final String POINTS = Routes.API + "/users/:userId/points";

  private final Supplier<Config.Points> points;

  PointRoutes(Supplier<Config.Points> points) {
    this.points = points;
  }

  void mount(Routes routes) {
    routes.post(Priority.ORDER, POINTS + "/charge", this::charge);
    routes.get(POINTS, this::balance);
    routes.get(POINTS + "/history", this::history);
  }

  private Future<Answer> charge(Exchange exchange) {
    exchange.query().end();
    UserId user = exchange.userId();
    Fields fields = exchange.fields();
    Integers amounts = new Integers(1, points.get().maxCharge(), PointFailure.INVALID_AMOUNT);
    Money amount = Money.won(fields.integer("amount", amounts));
    fields.end();
    return exchange
        .once(user, key -> exchange.ask(new ChargePoints(user, amount, key)))
        .map(Answer::done);
  }

  private Future<Answer> balance(Exchange exchange) {
    exchange.query().end();
    return exchange.ask(new GetBalance(exchange.userId())).map(Answer::ok);
  }

  private Future<Answer> history(Exchange exchange) {
    Query query = exchange.query();
    GetHistory history = new GetHistory(exchange.userId(), query.limit(), query.cursor());
    query.end();
    return exchange.ask(history).map(Answer::ok);
  }
}
