package io.floodgate.coupon;

import io.floodgate.base.Deadline;
import io.floodgate.base.UserId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.kafka.Consumption;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.kafka.Received;
import io.floodgate.kafka.Subscription;
import io.floodgate.kafka.Unreadable;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.EventType;
import io.floodgate.outbox.ToldEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has the cached coupons of users forgotten who, as the events say, got, used, got back or lost
 * one. Whoever changes coupons does so at once by itself; this is for the node that died between
 * its commit and that. One a node; the nodes share the partitions.
 */
public final class ForgetVerticle extends VerticleBase {

  private static final String GROUP = "coupon.held";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Nobody waits for what nobody noticed; whoever changed a list has had it forgotten before. */
  private static final Duration GATHER = Duration.ofMillis(500);

  private static final Duration BACKOFF = Duration.ofMillis(100);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);

  /** More than the clocks of this node and the database are apart. */
  private static final Duration SLACK = Duration.ofMinutes(10);

  private static final Set<String> CHANGES =
      Stream.of(CouponEvents.ISSUED, CouponEvents.USED, CouponEvents.RETURNED, CouponEvents.REVOKED)
          .map(EventType::name)
          .collect(Collectors.toUnmodifiableSet());

  private final Config.Coupons config;
  private final KafkaStore kafka;
  private final Bus bus;
  private Consumption events;
  private Gathered gathered = new Gathered();

  /** The part of the data that all these events have. */
  record Holder(UserId userId) {}

  /** Users that are forgotten together, and what the messages about them wait for. */
  private record Gathered(Set<UserId> users, Promise<Void> forgotten) {
    Gathered() {
      this(new HashSet<>(), Promise.promise());
    }
  }

  public ForgetVerticle(Config.Coupons config, KafkaStore kafka, Bus bus) {
    this.config = config;
    this.kafka = kafka;
    this.bus = bus;
  }

  @Override
  public Future<?> start() {
    // Tried until it is too old to matter: a dead letter would be of no use to anyone.
    events =
        kafka.consume(
            new Subscription(
                    Aggregate.USER_COUPON.topic(),
                    GROUP,
                    config.forgetBatch(),
                    Integer.MAX_VALUE,
                    BACKOFF,
                    MAX_BACKOFF)
                .gathering(GATHER),
            this::process);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return events.close();
  }

  private Future<Void> process(Received received) {
    ToldEvent event = ToldEvent.of(received.message());
    if (!CHANGES.contains(event.type()) || isTooOld(event)) {
      return Future.succeededFuture();
    }
    UserId user = event.read(Holder.class).userId();
    if (user == null) {
      throw new Unreadable(event.id() + " is about nobody");
    }
    return forget(user);
  }

  /** What was cached before it has expired since. */
  private boolean isTooOld(ToldEvent event) {
    return Clock.systemUTC().instant().isAfter(event.time().plus(config.cacheFor()).plus(SLACK));
  }

  private Future<Void> forget(UserId user) {
    if (gathered.users.isEmpty()) {
      // The messages of a poll come one after the other, before anything else runs here.
      vertx.runOnContext(_ -> forgetAll());
    }
    gathered.users.add(user);
    return gathered.forgotten.future();
  }

  private void forgetAll() {
    Gathered now = gathered;
    gathered = new Gathered();
    bus.ask(
            new CouponAsk.ForgetUserCoupons(List.copyOf(now.users)),
            new Call(Deadline.after(PATIENCE), ""))
        .onComplete(now.forgotten);
  }
}
