package io.floodgate.point;

import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.floodgate.db.Tx;
import io.floodgate.user.UserFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The tables {@code point_account} and {@code point_entry}. */
public final class PointTable {

  /** Sorted, so that two transactions that want the same accounts never wait for each other. */
  public static final String LOCK =
      """
      SELECT user_id, balance, version FROM point_account
       WHERE user_id = ANY ($1::bigint[]) ORDER BY user_id FOR UPDATE
      """;

  public static final String UPDATE =
      """
      UPDATE point_account account SET balance = new.balance, version = new.version
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS new (user_id, balance, version)
       WHERE account.user_id = new.user_id
      """;

  public static final String INSERT_ENTRIES =
      """
      INSERT INTO point_entry
        (user_id, sequence, kind, amount, balance_after, order_id, payment_id, created_at)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[],
                           $6::bigint[], $7::bigint[], $8::timestamptz[])
      """;

  public static final String BALANCE = "SELECT balance FROM point_account WHERE user_id = $1";

  public static final String HISTORY =
      """
      SELECT sequence, kind, amount, balance_after, order_id, payment_id, created_at
        FROM point_entry WHERE user_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3
      """;

  private PointTable() {}

  /** Locks the accounts that exist among these. */
  public static Future<Accounts> lock(Tx tx, Collection<UserId> users) {
    return tx.lock(LOCK, Tuple.of((Object) Columns.longs(users, UserId::value)))
        .map(
            rows -> {
              List<Account> locked = new ArrayList<>(rows.size());
              for (Row row : rows) {
                locked.add(
                    new Account(
                        new UserId(row.getLong(0)), Money.won(row.getLong(1)), row.getLong(2)));
              }
              return new Accounts(locked);
            });
  }

  /** Writes the balances and ledger entries that the commands of the transaction led to. */
  public static Future<Void> write(Statements tx, Accounts accounts) {
    if (accounts.entries().isEmpty()) {
      return Future.succeededFuture();
    }
    Collection<Account> changed = accounts.changed();
    List<Accounts.NewEntry> entries = accounts.entries();
    return Future.all(
            tx.run(
                UPDATE,
                Tuple.of(
                    Columns.longs(changed, account -> account.userId().value()),
                    Columns.longs(changed, account -> account.balance().won()),
                    Columns.longs(changed, Account::version))),
            tx.run(
                INSERT_ENTRIES,
                Tuple.from(
                    new Object[] {
                      Columns.longs(entries, e -> e.userId().value()),
                      Columns.longs(entries, e -> e.entry().sequence()),
                      Columns.texts(entries, e -> e.entry().kind().name()),
                      Columns.longs(entries, e -> e.entry().amount().won()),
                      Columns.longs(entries, e -> e.entry().balanceAfter().won()),
                      Columns.nullableLongs(
                          entries, e -> e.entry().orderId().map(OrderId::value).orElse(null)),
                      Columns.nullableLongs(
                          entries, e -> e.entry().paymentId().map(PaymentId::value).orElse(null)),
                      Columns.times(entries, e -> e.entry().createdAt())
                    })))
        .mapEmpty();
  }

  /** The balance of now, or USER_NOT_FOUND. */
  static Future<Balance> balance(Statements reads, UserId user) {
    return reads
        .run(BALANCE, Tuple.of(user.value()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Failure.of(UserFailure.USER_NOT_FOUND);
              }
              return new Balance(user, Money.won(rows.iterator().next().getLong(0)));
            });
  }

  /** USER_NOT_FOUND for a user who does not exist. */
  public static Future<Void> requireUser(Statements reads, UserId user) {
    return balance(reads, user).mapEmpty();
  }

  /** Up to {@code limit} entries below a sequence, newest first. */
  static Future<List<PointEntry>> history(
      Statements reads, UserId user, long beforeSequence, int limit) {
    return reads
        .run(HISTORY, Tuple.of(user.value(), beforeSequence, limit))
        .map(
            rows -> {
              List<PointEntry> entries = new ArrayList<>(rows.size());
              for (Row row : rows) {
                entries.add(entry(row));
              }
              return entries;
            });
  }

  private static PointEntry entry(Row row) {
    return new PointEntry(
        row.getLong(0),
        EntryKind.valueOf(row.getString(1)),
        Money.won(row.getLong(2)),
        Money.won(row.getLong(3)),
        Optional.ofNullable(row.getLong(4)).map(OrderId::new),
        Optional.ofNullable(row.getLong(5)).map(PaymentId::new),
        row.get(OffsetDateTime.class, 6).toInstant());
  }
}
