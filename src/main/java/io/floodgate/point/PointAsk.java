package io.floodgate.point;

import io.floodgate.base.Answered;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.Page;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Laned;
import java.util.Optional;

/** What the point domain answers. */
public sealed interface PointAsk<A> extends Ask<A> {

  /**
   * Adds points to a user's account. Refuses with INVALID_AMOUNT, POINT_LIMIT_EXCEEDED or
   * USER_NOT_FOUND.
   */
  record ChargePoints(UserId userId, Money amount, Optional<IdempotencyKey> key)
      implements PointAsk<Answered<Balance>>, Laned {
    @Override
    public long laneKey() {
      return userId.value();
    }
  }

  /** The balance of now, or USER_NOT_FOUND. */
  record GetBalance(UserId userId) implements PointAsk<Balance> {}

  /** The ledger of a user, newest first; USER_NOT_FOUND, INVALID_CURSOR. */
  record GetHistory(UserId userId, int limit, Optional<String> cursor)
      implements PointAsk<Page<PointEntry>> {}
}
