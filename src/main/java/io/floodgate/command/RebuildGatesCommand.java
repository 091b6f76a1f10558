package io.floodgate.command;

import io.floodgate.base.CouponId;
import io.floodgate.config.Config;
import io.floodgate.coupon.GateWorks;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Builds gates of coupons anew. */
@Command(
    name = "gates",
    description = {
      "Build the gates of coupons anew, one epoch further, also while coupons are issued.",
      "Who was let through and still waits keeps the place; nobody is issued a coupon or loses one"
          + " by it."
    })
public final class RebuildGatesCommand implements Callable<Integer> {

  private static final int AT_ONCE = 4;

  @Parameters(
      paramLabel = "COUPON",
      arity = "0..*",
      description = "Ids of coupons. Default: all whose issue period is not over.")
  private List<Long> coupons = List.of();

  @Mixin private Output output;
  @Mixin private Progress progress;

  private final Settings settings;

  public RebuildGatesCommand(Settings settings) {
    this.settings = settings;
  }

  private record Gate(CouponId couponId, long epoch) {}

  private record Built(List<Gate> gates) {}

  @Override
  public Integer call() {
    Config config = settings.load().config();
    Queue<Gate> gates = new ConcurrentLinkedQueue<>();
    try (Stores stores = Stores.open(config)) {
      stores.withRedis();
      stores.onEventLoop(() -> build(config, stores, gates));
    }
    Built built = new Built(List.copyOf(gates));
    output.result(
        built,
        out -> {
          built.gates.forEach(
              gate -> out.printf("coupon %d: epoch %d%n", gate.couponId.value(), gate.epoch));
          out.printf("gates built: %d%n", built.gates.size());
        });
    return ExitCode.WELL;
  }

  private Future<Void> build(Config config, Stores stores, Queue<Gate> gates) {
    GateWorks works =
        new GateWorks(stores.vertx(), config.coupons(), stores.database(), stores.redis());
    ProgressBar bar = progress.bar("gates");
    return stores
        .redis()
        .tried()
        .compose(_ -> wanted(works))
        .compose(
            all ->
                Steps.forEach(
                    all,
                    AT_ONCE,
                    coupon ->
                        works
                            .rebuild(coupon)
                            .onSuccess(
                                epoch -> {
                                  gates.add(new Gate(coupon, epoch));
                                  bar.at(gates.size(), all.size());
                                })
                            .mapEmpty()));
  }

  private Future<List<CouponId>> wanted(GateWorks works) {
    return coupons.isEmpty()
        ? works.open()
        : Future.succeededFuture(coupons.stream().distinct().map(CouponId::new).toList());
  }
}
