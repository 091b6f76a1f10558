package io.floodgate.point;

import io.floodgate.base.Money;
import io.floodgate.base.UserId;
import java.util.List;

/** Accounts as a transaction holds them, for the rules of other rooms too. */
public final class PointFixtures {

  private PointFixtures() {}

  public static Account account(long user, long balance) {
    return new Account(new UserId(user), Money.won(balance), 1);
  }

  /** Locked accounts. */
  public static Accounts accounts(List<Account> locked) {
    return new Accounts(locked);
  }

  /** The ledger entries to be written so far. */
  public static List<PointEntry> entries(Accounts accounts) {
    return accounts.entries().stream().map(Accounts.NewEntry::entry).toList();
  }
}
