package io.floodgate.coupon;

import io.floodgate.base.UserId;
import io.floodgate.config.Config;
import io.floodgate.db.Reads;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Compares a gate with PostgreSQL, user by user. Both move meanwhile, so whoever stands differently
 * here and there is looked at again and again for a while before it counts. Lives on one event
 * loop.
 */
final class GateAudit {

  private static final int LOOKS = 10;
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** So many users of one gate are looked at again; more would say no more. */
  private static final int MOST_SUSPECTS = 1_000;

  private static final int SAMPLES = 5;

  /** So many gates are compared at once. */
  private static final int AT_ONCE = 8;

  private final Vertx vertx;
  private final Config.Coupons config;
  private final GateStore gates;
  private final Reads reads;
  private final boolean wanted;

  /**
   * @param wanted whether a gate has to be there; not where no server may be running to build it
   */
  GateAudit(Vertx vertx, Config.Coupons config, GateStore gates, Reads reads, boolean wanted) {
    this.wanted = wanted;
    this.vertx = vertx;
    this.config = config;
    this.gates = gates;
    this.reads = reads;
  }

  /**
   * How gates differ.
   *
   * @param found is told of each at once
   */
  Future<List<GateAsk.Drift>> compareAll(KeptCoupons coupons, Consumer<GateAsk.Drift> found) {
    List<GateAsk.Drift> drifts = new ArrayList<>();
    return coupons
        .forEachPage(
            page ->
                Steps.forEach(
                    page,
                    AT_ONCE,
                    kept ->
                        compare(kept)
                            .onSuccess(
                                drift -> {
                                  drift.ifPresent(drifts::add);
                                  drift.ifPresent(found);
                                })
                            .mapEmpty()))
        .map(_ -> List.copyOf(drifts));
  }

  /** How the gate of this coupon differs, if it does. */
  Future<Optional<GateAsk.Drift>> compare(CouponTable.Kept kept) {
    return new Comparison(kept).run();
  }

  /** One gate's. */
  private final class Comparison {
    private final Coupon coupon;
    private final boolean open;
    private final Set<UserId> suspects = new LinkedHashSet<>();
    private long rows;
    private long rowsPending;
    private long lastSequence;
    private String cursor = "0";
    private int looks;
    private boolean absent;
    private List<UserId> missing = List.of();
    private List<UserId> strangers = List.of();

    Comparison(CouponTable.Kept kept) {
      this.coupon = kept.coupon();
      this.open = wanted && kept.open();
    }

    Future<Optional<GateAsk.Drift>> run() {
      return Steps.whileMore(this::isStillMissed)
          .compose(
              _ ->
                  absent
                      ? Future.succeededFuture()
                      : Steps.whileMore(this::comparePage)
                          .compose(_ -> gates.inspect(coupon.id(), 0))
                          .compose(this::searchStrangers)
                          .compose(_ -> Steps.whileMore(this::lookAgain)))
          .map(_ -> difference());
    }

    /** A gate that should be there may be just being built. */
    private Future<Boolean> isStillMissed() {
      return gates
          .inspect(coupon.id(), 0)
          .compose(
              standing -> {
                absent = standing.built().isEmpty();
                return absent && open && ++looks < LOOKS
                    ? pause().map(true)
                    : Future.succeededFuture(false);
              });
    }

    private Future<Boolean> comparePage() {
      return UserCouponTable.members(reads, coupon.id(), lastSequence, config.gateBatch())
          .compose(
              page -> {
                if (page.isEmpty()) {
                  return Future.succeededFuture(false);
                }
                lastSequence = page.getLast().sequence();
                rows += page.size();
                List<UserId> users = page.stream().map(UserCouponTable.Member::userId).toList();
                return gates
                    .stands(coupon.id(), users)
                    .map(
                        stands -> {
                          for (int i = 0; i < users.size(); i++) {
                            switch (stands.get(i)) {
                              case STRANGER -> suspect(users.get(i));
                              case PENDING -> rowsPending++;
                              case MEMBER -> {}
                            }
                          }
                          return page.size() == config.gateBatch();
                        });
              });
    }

    /** Only where the numbers do not exclude that there are any: it takes long. */
    private Future<Void> searchStrangers(GateStore.Standing standing) {
      boolean excluded =
          suspects.isEmpty() && standing.members() - standing.pending() + rowsPending == rows;
      return excluded ? Future.succeededFuture() : Steps.whileMore(this::searchPart);
    }

    private Future<Boolean> searchPart() {
      return gates
          .members(coupon.id(), cursor, config.gateBatch())
          .compose(
              part -> {
                cursor = part.cursor();
                return differing(part.members())
                    .map(
                        found -> {
                          found.forEach(this::suspect);
                          return !cursor.equals("0") && suspects.size() < MOST_SUSPECTS;
                        });
              });
    }

    private void suspect(UserId user) {
      if (suspects.size() < MOST_SUSPECTS) {
        suspects.add(user);
      }
    }

    /** Who of the suspects still stands differently after a pause. */
    private Future<Boolean> lookAgain() {
      if (suspects.isEmpty()) {
        return Future.succeededFuture(false);
      }
      return pause()
          .compose(_ -> differing(List.copyOf(suspects)))
          .map(
              found -> {
                suspects.retainAll(found);
                return ++looks < LOOKS;
              });
    }

    /** Who of these has a row and no place, or a place for good and no row. */
    private Future<Set<UserId>> differing(Collection<UserId> users) {
      if (users.isEmpty()) {
        return Future.succeededFuture(Set.of());
      }
      List<UserId> asked = List.copyOf(users);
      return UserCouponTable.issuedAmong(reads, coupon.id(), asked)
          .compose(
              issued ->
                  gates
                      .stands(coupon.id(), asked)
                      .map(stands -> difference(asked, issued, stands)));
    }

    private Set<UserId> difference(
        List<UserId> asked, Set<UserId> issued, List<GateStore.Stand> stands) {
      List<UserId> without = new ArrayList<>();
      List<UserId> beyond = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        UserId user = asked.get(i);
        switch (stands.get(i)) {
          case STRANGER -> {
            if (issued.contains(user)) {
              without.add(user);
            }
          }
          case MEMBER -> {
            if (!issued.contains(user)) {
              beyond.add(user);
            }
          }
          case PENDING -> {}
        }
      }
      missing = without;
      strangers = beyond;
      Set<UserId> both = new LinkedHashSet<>(without);
      both.addAll(beyond);
      return both;
    }

    private Optional<GateAsk.Drift> difference() {
      if (absent) {
        return open
            ? Optional.of(new GateAsk.Drift(coupon.id(), "there is no gate"))
            : Optional.empty();
      }
      if (suspects.isEmpty()) {
        return Optional.empty();
      }
      List<String> parts = new ArrayList<>();
      if (!missing.isEmpty()) {
        parts.add(users(missing) + " issued a coupon, not at the gate");
      }
      if (!strangers.isEmpty()) {
        parts.add(users(strangers) + " at the gate, not issued a coupon");
      }
      return Optional.of(new GateAsk.Drift(coupon.id(), String.join("; ", parts)));
    }

    private static String users(List<UserId> users) {
      List<Long> samples = users.stream().limit(SAMPLES).map(UserId::value).sorted().toList();
      return users.size() + " users (such as " + samples + ")";
    }
  }

  private Future<Void> pause() {
    return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
  }
}
