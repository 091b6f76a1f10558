package io.floodgate.base;

/**
 * An amount of whole Korean won; negative where it is a change that takes away.
 *
 * <p>Arithmetic that leaves the range of a long throws {@link ArithmeticException}: a wrong sum
 * never travels on.
 */
public record Money(long won) implements Comparable<Money> {

  public static final Money ZERO = new Money(0);

  public static Money won(long won) {
    return won == 0 ? ZERO : new Money(won);
  }

  public Money plus(Money other) {
    return won(Math.addExact(won, other.won));
  }

  public Money minus(Money other) {
    return won(Math.subtractExact(won, other.won));
  }

  public Money times(long factor) {
    return won(Math.multiplyExact(won, factor));
  }

  public Money negated() {
    return won(Math.negateExact(won));
  }

  public boolean isGreaterThan(Money other) {
    return won > other.won;
  }

  public boolean isNegative() {
    return won < 0;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(won, other.won);
  }
}
