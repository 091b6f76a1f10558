package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Deadline;
import io.floodgate.base.UserId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.Reads;
import io.floodgate.redis.RedisStore;
import io.floodgate.schedule.Repeating;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the gates and PostgreSQL together: builds, compares, repairs, frees. Every node does; what
 * only one may do, Redis lets only one do.
 */
public final class GateVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(GateVerticle.class);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** So many gates are looked at in one go: requests for coupons share the connection. */
  private static final int LOOKS_AT_ONCE = 64;

  /** So many gates are worked on at once. */
  private static final int AT_ONCE = 8;

  private final Supplier<Config.Coupons> config;
  private final Database database;
  private final RedisStore redis;
  private final Bus bus;
  private final Closed closed;
  private final GateCounts counts;
  private final GateDoubts doubts = new GateDoubts();
  private final Map<CouponId, Future<Void>> restoring = new HashMap<>();
  private final Map<CouponId, Future<Void>> restoringNext = new HashMap<>();
  private Reads reads;
  private GateStore gates;
  private KeptCoupons coupons;
  private GateBuilder builder;
  private GateAudit audit;
  private Repeating keeping;
  private Repeating remembering;
  private Future<List<GateAsk.Drift>> comparing = Future.succeededFuture();

  public GateVerticle(
      Supplier<Config.Coupons> config,
      Database database,
      RedisStore redis,
      Bus bus,
      Closed closed,
      GateCounts counts) {
    this.config = config;
    this.database = database;
    this.redis = redis;
    this.bus = bus;
    this.closed = closed;
    this.counts = counts;
  }

  @Override
  public Future<?> start() {
    reads = database.reads();
    gates = new GateStore(redis);
    coupons = new KeptCoupons(config.get(), reads);
    builder = new GateBuilder(config.get(), gates, database.transactions(), reads);
    audit = new GateAudit(vertx, config.get(), gates, reads, true);
    bus.open(GateAsk.class, this::answer);
    keeping =
        Repeating.start(
            vertx, "keeping of gates", () -> config.get().gateInterval(), this::keepAll);
    remembering =
        Repeating.start(
            vertx,
            "check of sold-out coupons",
            () -> config.get().soldOutInterval(),
            this::checkClosed);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return Future.join(keeping.stop(), remembering.stop());
  }

  private Future<?> answer(GateAsk<?> ask, Call call) {
    return switch (ask) {
      case GateAsk.RestoreGate(var coupon) -> restore(coupon);
      case GateAsk.CompareGates compare -> compareAll();
    };
  }

  /** Looks at every gate that there should be. */
  private Future<Void> keepAll() {
    if (!gates.isUp()) {
      return Future.succeededFuture(); // there is nothing to keep
    }
    doubts.beginTurn();
    return coupons.forEachPage(this::keepPage);
  }

  private Future<Void> keepPage(List<CouponTable.Kept> page) {
    Map<CouponTable.Kept, GateStore.Standing> seen = new LinkedHashMap<>();
    return Steps.forEach(
            page,
            LOOKS_AT_ONCE,
            kept ->
                gates
                    .inspect(kept.coupon().id(), config.get().gateBatch())
                    .onSuccess(standing -> seen.put(kept, standing))
                    .mapEmpty())
        .compose(
            _ -> {
              List<Work> work = new ArrayList<>();
              seen.forEach((kept, standing) -> workOn(kept, standing).ifPresent(work::add));
              return Steps.forEach(work, AT_ONCE, Work::run);
            });
  }

  /** What is to be done to a gate. */
  @FunctionalInterface
  private interface Work {
    Future<Void> run();
  }

  private Optional<Work> workOn(CouponTable.Kept kept, GateStore.Standing standing) {
    CouponId coupon = kept.coupon().id();
    Optional<Work> mending = mend(kept, standing);
    boolean drifted =
        mending.isEmpty()
            && !standing.beingBuilt()
            && standing
                .built()
                .filter(built -> doubts.isProven(kept.coupon(), built, standing))
                .isPresent();
    if (drifted) {
      counts.addDrift();
      LOG.warn(
          "the gate of coupon {} counts {} issued, PostgreSQL {}: it is built again",
          coupon.value(),
          standing.issued(),
          kept.coupon().issued());
      return Optional.of(() -> build(coupon, standing.built()));
    }
    return standing.overdue().isEmpty()
        ? mending
        : Optional.of(
            () ->
                free(coupon, standing.overdue())
                    .compose(
                        _ -> mending.map(Work::run).orElseGet(() -> Future.succeededFuture())));
  }

  /** What one look shows to be missing or wrong. */
  private Optional<Work> mend(CouponTable.Kept kept, GateStore.Standing standing) {
    CouponId coupon = kept.coupon().id();
    if (standing.beingBuilt()) {
      return Optional.empty(); // whoever builds it has read the coupon last
    }
    if (standing.built().isEmpty()) {
      return kept.open() ? Optional.of(() -> build(coupon, Optional.empty())) : Optional.empty();
    }
    GateStore.Setting setting = GateStore.Setting.of(kept.coupon(), config.get().gateGrace());
    return standing.built().get().setting().equals(setting)
        ? Optional.empty()
        : Optional.of(() -> gates.change(coupon, setting));
  }

  private Future<Void> build(CouponId coupon, Optional<GateStore.Built> seen) {
    return builder
        .build(coupon, seen)
        .onSuccess(
            result -> {
              if (result.built()) {
                counts.addBuild();
              }
              forget(result.settled());
            })
        .mapEmpty();
  }

  /** Asks PostgreSQL what became of those whose deadline has passed. */
  private Future<Void> free(CouponId coupon, List<UserId> overdue) {
    Overdue rest = new Overdue(overdue);
    return Steps.whileMore(
        () ->
            freeSome(coupon, rest.users)
                .compose(_ -> gates.inspect(coupon, config.get().gateBatch()))
                .map(
                    standing -> {
                      boolean more = rest.users.size() == config.get().gateBatch();
                      rest.users = standing.overdue();
                      return more && !rest.users.isEmpty();
                    }));
  }

  private static final class Overdue {
    private List<UserId> users;

    Overdue(List<UserId> users) {
      this.users = users;
    }
  }

  private Future<Void> freeSome(CouponId coupon, List<UserId> overdue) {
    return UserCouponTable.issuedAmong(reads, coupon, overdue)
        .compose(
            issued -> {
              Set<UserId> others = new HashSet<>(overdue);
              others.removeAll(issued);
              return gates
                  .free(coupon, issued, others)
                  .onSuccess(
                      freed -> {
                        forget(issued);
                        if (freed > 0) {
                          LOG.info(
                              "{} places at the gate of coupon {} are free again",
                              freed,
                              coupon.value());
                        }
                      });
            })
        .mapEmpty();
  }

  /** Who issued them a coupon may have come to its end before it could say so. */
  private void forget(Collection<UserId> users) {
    if (!users.isEmpty()) {
      bus.ask(new CouponAsk.ForgetUserCoupons(List.copyOf(users)), call())
          .onFailure(error -> LOG.debug("cached coupons were not forgotten", error));
    }
  }

  private static Call call() {
    return new Call(Deadline.after(PATIENCE), "");
  }

  /** One at a time for a coupon; who asks while one is under way waits for the one after it. */
  private Future<Void> restore(CouponId coupon) {
    Future<Void> underWay = restoring.get(coupon);
    if (underWay == null) {
      return startRestoring(coupon);
    }
    // The one under way may have read the coupon before it was changed.
    return restoringNext.computeIfAbsent(
        coupon,
        _ ->
            underWay.transform(
                _ -> {
                  restoringNext.remove(coupon);
                  return startRestoring(coupon);
                }));
  }

  private Future<Void> startRestoring(CouponId coupon) {
    Future<Void> restored =
        gates
            .inspect(coupon, 0)
            .compose(
                standing ->
                    CouponTable.kept(reads, config.get().gateGrace(), coupon)
                        .compose(
                            found ->
                                found
                                    .flatMap(kept -> mend(kept, standing))
                                    .map(Work::run)
                                    .orElseGet(() -> Future.succeededFuture())));
    restoring.put(coupon, restored);
    return restored.onComplete(_ -> restoring.remove(coupon, restored));
  }

  /** One comparison at a time: who asks meanwhile shares its answer. */
  private Future<List<GateAsk.Drift>> compareAll() {
    if (comparing.isComplete()) {
      comparing = audit.compareAll(coupons, this::repair);
    }
    return comparing;
  }

  /** What is reported is not left as it is. The report does not wait for it. */
  private void repair(GateAsk.Drift drift) {
    counts.addDrift();
    LOG.warn(
        "the gate of coupon {} is built again: {}", drift.couponId().value(), drift.difference());
    gates
        .inspect(drift.couponId(), 0)
        .compose(standing -> build(drift.couponId(), standing.built()))
        .onFailure(error -> LOG.warn("it was not built", error));
  }

  /** What is refused from memory is refused only as long as PostgreSQL refuses it. */
  private Future<Void> checkClosed() {
    Set<CouponId> remembered = closed.all().keySet();
    if (remembered.isEmpty()) {
      return Future.succeededFuture();
    }
    return CouponTable.closed(reads, remembered)
        .onSuccess(
            still -> {
              for (CouponId id : remembered) {
                if (still.containsKey(id)) {
                  closed.add(id, still.get(id));
                } else {
                  closed.remove(id);
                }
              }
            })
        .mapEmpty();
  }
}
