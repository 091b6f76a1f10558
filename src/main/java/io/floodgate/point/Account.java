package io.floodgate.point;

import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.UserId;

/**
 * The points of one user, and what may become of them. Immutable; each change gives a new account,
 * one version further.
 *
 * @param version the sequence of the newest ledger entry, 0 for none
 */
public record Account(UserId userId, Money balance, long version) {

  /** What a user may pay in at once, and hold in all. */
  public record Limits(Money maxCharge, Money maxBalance) {}

  /** Refuses with INVALID_AMOUNT or POINT_LIMIT_EXCEEDED. */
  Account charge(Money amount, Limits limits) {
    if (amount.won() < 1 || amount.isGreaterThan(limits.maxCharge)) {
      throw Failure.at("/amount", PointFailure.INVALID_AMOUNT);
    }
    Money after = balance.plus(amount);
    if (after.isGreaterThan(limits.maxBalance)) {
      throw Failure.of(PointFailure.POINT_LIMIT_EXCEEDED);
    }
    return new Account(userId, after, version + 1);
  }

  /** Refuses with INSUFFICIENT_POINTS. */
  Account use(Money amount) {
    if (!canPay(amount)) {
      throw Failure.of(PointFailure.INSUFFICIENT_POINTS);
    }
    return new Account(userId, balance.minus(amount), version + 1);
  }

  /** What was paid comes back, also where that leads above the limit for charges. */
  Account refund(Money amount) {
    return new Account(userId, balance.plus(amount), version + 1);
  }

  public boolean canPay(Money amount) {
    return !amount.isGreaterThan(balance);
  }
}
