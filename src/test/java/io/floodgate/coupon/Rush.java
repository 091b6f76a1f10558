package io.floodgate.coupon;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Users who want a coupon and ask for it again and again until they have it. Any thread. */
final class Rush implements AutoCloseable {

  private static final long ASK_AGAIN_MILLIS = 100;
  private static final int A_SECOND = 400;

  private final List<CouponNode> nodes;
  private final long coupon;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Queue<Long> told = new ConcurrentLinkedQueue<>();
  private final Queue<CompletableFuture<?>> underWay = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  private Rush(List<CouponNode> nodes, long coupon) {
    this.nodes = List.copyOf(nodes);
    this.coupon = coupon;
  }

  /** Users 1 to {@code users} come one after the other, to each node in turn. */
  static Rush start(List<CouponNode> nodes, long coupon, int users) {
    Rush rush = new Rush(nodes, coupon);
    for (int i = 1; i <= users; i++) {
      long user = i;
      rush.clock.schedule(
          () -> rush.ask(user), TimeUnit.SECONDS.toMicros(i) / A_SECOND, TimeUnit.MICROSECONDS);
    }
    return rush;
  }

  private void ask(long user) {
    if (over) {
      return;
    }
    underWay.add(
        nodes
            .get((int) (user % nodes.size()))
            .issue(coupon, user)
            .thenAccept(
                outcome -> {
                  if (outcome.equals(CouponNode.ISSUED)) {
                    told.add(user);
                  } else if (!outcome.equals("COUPON_ALREADY_ISSUED") && !over) {
                    clock.schedule(() -> ask(user), ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                  }
                }));
  }

  /** Nobody asks any more, and what was asked has been answered. */
  void stop() {
    over = true;
    underWay.forEach(CompletableFuture::join); // an answer may still be about to ask the clock
    clock.shutdownNow();
  }

  /** Who was told that they were issued one. */
  List<Long> told() {
    return List.copyOf(told);
  }

  @Override
  public void close() {
    over = true;
    clock.shutdownNow();
  }
}
