package io.floodgate.coupon;

import io.floodgate.base.Money;
import java.util.Optional;

/** What a coupon takes off an amount. */
public sealed interface Discount {

  /** The reduction of an amount: whole won, rounded down, never more than the amount itself. */
  Money of(Money amount);

  /** An amount of won. */
  record Fixed(Money value) implements Discount {
    @Override
    public Money of(Money amount) {
      return value.isGreaterThan(amount) ? amount : value;
    }
  }

  /**
   * A part of the amount.
   *
   * @param percent 1 to 100
   * @param max the largest reduction
   */
  record Percent(int percent, Optional<Money> max) implements Discount {
    @Override
    public Money of(Money amount) {
      // Divided first: the product of a large amount would leave the range of a long.
      long won = Math.addExact(amount.won() / 100 * percent, amount.won() % 100 * percent / 100);
      Money part = Money.won(won);
      return max.filter(part::isGreaterThan).orElse(part);
    }
  }
}
