package io.floodgate.order;

import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.base.OrderId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.Reads;
import io.floodgate.schedule.Repeating;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks for orders whose time to be paid has run out and has them given back, through the same
 * lanes as every other command. Every node looks; who comes second is refused and nothing happens.
 */
public final class ExpiryVerticle extends VerticleBase {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Supplier<Config.Orders> config;
  private final Database database;
  private final Bus bus;
  private Reads reads;
  private Repeating sweep;

  public ExpiryVerticle(Supplier<Config.Orders> config, Database database, Bus bus) {
    this.config = config;
    this.database = database;
    this.bus = bus;
  }

  @Override
  public Future<?> start() {
    reads = database.reads();
    sweep =
        Repeating.start(
            vertx, "expiry of orders", () -> config.get().expiryInterval(), this::sweep);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return sweep.stop();
  }

  private Future<Void> sweep() {
    int most = config.get().expiryBatch();
    return OrderTable.expired(reads, most).compose(ids -> expireAll(ids, most));
  }

  private Future<Void> expireAll(List<OrderId> ids, int most) {
    Call call = new Call(Deadline.after(PATIENCE), "");
    List<Future<Void>> asked =
        ids.stream()
            .map(id -> bus.ask(new OrderAsk.ExpireOrder(id), call).<Void>mapEmpty())
            .map(ExpiryVerticle::ignoreThatItWasPaidMeanwhile)
            .toList();
    return Future.join(asked)
        .compose(done -> ids.size() < most ? Future.succeededFuture() : sweep());
  }

  private static Future<Void> ignoreThatItWasPaidMeanwhile(Future<Void> expired) {
    return expired.recover(
        error ->
            error instanceof Failure failure && failure.code() == OrderFailure.ORDER_STATE_CONFLICT
                ? Future.succeededFuture()
                : Future.failedFuture(error));
  }
}
