package io.floodgate.point;

import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserId;
import io.floodgate.outbox.Moment;
import io.floodgate.user.UserFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The accounts that one transaction has locked, as they stand after the commands decided so far,
 * and the ledger entries to be written. Stays inside its transaction.
 */
public final class Accounts {

  private final Map<UserId, Account> accounts = new HashMap<>();
  private final Map<UserId, Account> changed = new LinkedHashMap<>();
  private final List<NewEntry> entries = new ArrayList<>();

  Accounts(Collection<Account> locked) {
    locked.forEach(account -> accounts.put(account.userId(), account));
  }

  record NewEntry(UserId userId, PointEntry entry) {}

  /** Whether this account was there and could be locked. */
  public boolean has(UserId user) {
    return accounts.containsKey(user);
  }

  /** The account as it stands now; USER_NOT_FOUND. */
  public Account of(UserId user) {
    Account account = accounts.get(user);
    if (account == null) {
      throw Failure.of(UserFailure.USER_NOT_FOUND);
    }
    return account;
  }

  /** Adds points that a user paid in, or refuses as {@link Account#charge} says. */
  Balance charge(UserId user, Money amount, Account.Limits limits, Moment moment) {
    Account after = of(user).charge(amount, limits);
    enter(after, EntryKind.CHARGE, amount, Optional.empty(), Optional.empty(), moment);
    return new Balance(user, after.balance());
  }

  /** Takes points for a payment, or refuses with INSUFFICIENT_POINTS. Zero leaves no entry. */
  public void use(UserId user, Money amount, OrderId order, PaymentId payment, Moment moment) {
    if (!amount.equals(Money.ZERO)) {
      Account after = of(user).use(amount);
      enter(
          after, EntryKind.USE, amount.negated(), Optional.of(order), Optional.of(payment), moment);
    }
  }

  /** Gives points back. Zero leaves no entry. */
  public void refund(UserId user, Money amount, OrderId order, PaymentId refund, Moment moment) {
    if (!amount.equals(Money.ZERO)) {
      Account after = of(user).refund(amount);
      enter(after, EntryKind.REFUND, amount, Optional.of(order), Optional.of(refund), moment);
    }
  }

  private void enter(
      Account after,
      EntryKind kind,
      Money amount,
      Optional<OrderId> order,
      Optional<PaymentId> payment,
      Moment moment) {
    UserId user = after.userId();
    accounts.put(user, after);
    changed.put(user, after);
    PointEntry entry =
        new PointEntry(
            after.version(), kind, amount, after.balance(), order, payment, moment.now());
    entries.add(new NewEntry(user, entry));
    moment.tell(
        PointEvents.of(kind),
        user.value(),
        after.version(),
        new PointEvents.PointsChanged(user, entry));
  }

  Collection<Account> changed() {
    return changed.values();
  }

  List<NewEntry> entries() {
    return entries;
  }
}
