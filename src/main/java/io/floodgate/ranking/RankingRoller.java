package io.floodgate.ranking;

import io.floodgate.ranking.Bucket.Unit;
import io.floodgate.ranking.RankingStore.Present;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/**
 * Moves the windows on when a day or an hour is over, one bucket after the other and each in small
 * steps. Every node does; each step is one script, so they do it together. Lives on one event loop.
 */
final class RankingRoller {

  /** What leaves later than this may have expired: see {@link BusinessDays#expiryOf}. */
  private static final int DAYS_AT_MOST = 2;

  private static final int HOURS_AT_MOST = 40;

  private final RankingStore store;
  private final BusinessDays days;

  RankingRoller(RankingStore store, BusinessDays days) {
    this.store = store;
    this.days = days;
  }

  /** Whether so much time has passed that not all which has to leave is there any more. */
  boolean isTooLate(Present present, Instant now) {
    return distance(present, Unit.DAY, now) > DAYS_AT_MOST
        || distance(present, Unit.HOUR, now) > HOURS_AT_MOST;
  }

  private long distance(Present present, Unit unit, Instant now) {
    return days.of(unit, now).number() - present.of(unit).number();
  }

  /** Moves all windows to where they should be. */
  Future<Void> roll(Instant now) {
    return roll(days.dayOf(now)).compose(_ -> roll(days.hourOf(now)));
  }

  private Future<Void> roll(Bucket wanted) {
    return Steps.whileMore(() -> store.present().compose(present -> step(present, wanted)));
  }

  private Future<Boolean> step(Optional<Present> present, Bucket wanted) {
    return present
        .map(seen -> store.roll(seen, wanted))
        .orElseGet(() -> Future.succeededFuture(false));
  }
}
