package io.floodgate.demo;

import io.floodgate.config.Config;
import io.floodgate.db.Jdbc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BiConsumer;

/**
 * Loads users and products as if they had come one by one: with ledger entries and events, so that
 * every invariant holds. Blocks; not for an event loop.
 */
public final class DemoData {

  private static final int ROWS_A_TRANSACTION = 50_000;

  private static final String USERS =
      """
      WITH made AS (
        INSERT INTO users (id) SELECT generate_series(?, ?) RETURNING id, created_at),
      accounts AS (
        INSERT INTO point_account (user_id, balance, version) SELECT id, ?, 1 FROM made),
      entries AS (
        INSERT INTO point_entry (user_id, sequence, kind, amount, balance_after, created_at)
        SELECT id, 1, 'CHARGE', ?, ?, created_at FROM made)
      INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
      SELECT 'POINT', id, 1, 'PointsCharged', '',
             json_build_object('schemaVersion', 1, 'userId', id, 'entry', json_build_object('sequence', 1,
               'kind', 'CHARGE', 'amount', ?::bigint, 'balanceAfter', ?::bigint,
               'createdAt', to_json(created_at AT TIME ZONE 'UTC') #>> '{}' || 'Z'))::text, created_at
        FROM made ORDER BY id
      """;

  private static final String PRODUCTS =
      """
      WITH made AS (
        INSERT INTO product (id, name, price, stock, stocked, created_at)
        SELECT i, (ARRAY['운동화','티셔츠','청바지','백팩','손목시계','이어폰','키보드','머그컵','담요','향초'])
                  [1 + (i - 1) % 10] || ' ' || lpad(i::text, greatest(3, length(i::text)), '0'),
               1000 + (i * 7919) % 491 * 100, ?, ?, now() + i * interval '1 microsecond'
          FROM generate_series(?::bigint, ?::bigint) AS i
        RETURNING id, name, price, stock, created_at)
      INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
      SELECT 'PRODUCT', id, 1, 'ProductCreated', '',
             json_build_object('schemaVersion', 1, 'productId', id, 'name', name, 'price', price, 'stock', stock,
               'status', CASE WHEN stock > 0 THEN 'ON_SALE' ELSE 'SOLD_OUT' END,
               'createdAt', to_json(created_at AT TIME ZONE 'UTC') #>> '{}' || 'Z')::text, created_at
        FROM made ORDER BY id
      """;

  /**
   * Open for issue, not open yet, and sold out to the first users. The ids of what they hold are
   * far below those that servers make.
   */
  private static final String COUPONS =
      """
      WITH holder AS (
        SELECT id AS user_id, row_number() OVER (ORDER BY id) AS sequence
          FROM (SELECT id FROM users ORDER BY id LIMIT 100) first),
      made AS (
        INSERT INTO coupon (id, name, discount_type, discount_value, max_discount,
                            min_order_amount, total_quantity, issued, issue_from, issue_until,
                            valid_from, valid_until, created_at)
        SELECT ? + i, name, type, value, most, minimum, total, issued, now() + opens,
               now() + opens + interval '1 year', now(), now() + opens + interval '13 months', now()
          FROM (VALUES (0, '모두에게 10%', 'PERCENT', 10, 5000, 10000, 10000000, 0, '-1 hour'::interval),
                       (1, '곧 열리는 쿠폰', 'FIXED', 3000, NULL, 20000, 1000, 0, '1 year'),
                       (2, '마감된 쿠폰', 'FIXED', 1000, NULL, 0, (SELECT count(*) FROM holder),
                        (SELECT count(*) FROM holder), '-1 hour'))
               AS offer (i, name, type, value, most, minimum, total, issued, opens)
         WHERE total > 0
        RETURNING *),
      held AS (
        INSERT INTO user_coupon (id, coupon_id, user_id, sequence, issued_at)
        SELECT made.id * 1000000 + sequence, made.id, user_id, sequence, made.created_at
          FROM made, holder WHERE made.issued > 0
        RETURNING *)
      INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
      SELECT 'COUPON', id, 1, 'CouponCreated', '',
             json_build_object('schemaVersion', 1, 'couponId', id, 'name', name,
               'discount', json_strip_nulls(json_build_object('type', discount_type,
                 'value', discount_value, 'maxDiscount', max_discount)),
               'minOrderAmount', min_order_amount, 'productIds', product_ids,
               'totalQuantity', total_quantity, 'remaining', total_quantity,
               'status', CASE WHEN issue_from > created_at THEN 'UPCOMING' ELSE 'OPEN' END,
               'issueFrom', to_json(issue_from AT TIME ZONE 'UTC') #>> '{}' || 'Z',
               'issueUntil', to_json(issue_until AT TIME ZONE 'UTC') #>> '{}' || 'Z',
               'validFrom', to_json(valid_from AT TIME ZONE 'UTC') #>> '{}' || 'Z',
               'validUntil', to_json(valid_until AT TIME ZONE 'UTC') #>> '{}' || 'Z',
               'createdAt', to_json(created_at AT TIME ZONE 'UTC') #>> '{}' || 'Z')::text, created_at
        FROM made
      UNION ALL
      SELECT 'USER_COUPON', id, 1, 'CouponIssued', '',
             json_build_object('schemaVersion', 1, 'userCouponId', id, 'couponId', coupon_id, 'userId', user_id,
               'sequence', sequence,
               'issuedAt', to_json(issued_at AT TIME ZONE 'UTC') #>> '{}' || 'Z')::text, issued_at
        FROM held
      """;

  /**
   * How much to load, beside what is there.
   *
   * @param users how many, each with {@code points}
   * @param products how many, each with {@code stock} units
   */
  public record Amounts(long users, long points, long products, long stock) {

    /** What the local stack starts with. */
    public static final Amounts LOCAL = new Amounts(10_000, 50_000_000, 100, 10_000_000);
  }

  /** What was loaded: ids from {@code first} on, {@code count} of them. */
  public record Range(long first, long count) {}

  /** What was loaded of users and of products. */
  public record Loaded(Range users, Range products) {}

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {

    /**
     * Called after each transaction.
     *
     * @param what {@code users} or {@code products}
     * @param done so many of them are there for good
     */
    void loaded(String what, long done, long all);
  }

  private DemoData() {}

  /** Whether there is neither a user nor a product. */
  public static boolean isMissing(Config.Postgres postgres) throws SQLException {
    return holds(
        postgres, "SELECT NOT EXISTS (SELECT FROM users) AND NOT EXISTS (SELECT FROM product)");
  }

  /** Whether there is no coupon. */
  public static boolean areCouponsMissing(Config.Postgres postgres) throws SQLException {
    return holds(postgres, "SELECT NOT EXISTS (SELECT FROM coupon)");
  }

  private static boolean holds(Config.Postgres postgres, String condition) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(condition)) {
      rows.next();
      return rows.getBoolean(1);
    }
  }

  /**
   * Adds three coupons with the ids that follow the largest one, in this order: one that is open
   * for issue, one that is not open yet, and, where there are users, one that is sold out to the
   * first of them.
   *
   * @return the id of the one that is open
   * @throws SQLException when the database refuses; then nothing was loaded
   */
  public static long loadCoupons(Config.Postgres postgres) throws SQLException {
    try (Connection connection = connect(postgres)) {
      connection.setAutoCommit(false);
      long first = nextId(connection, "coupon");
      try (PreparedStatement insert = connection.prepareStatement(COUPONS)) {
        insert.setLong(1, first);
        insert.executeUpdate();
      }
      followWith(connection, "coupon");
      connection.commit();
      return first;
    }
  }

  /**
   * Adds users and products with the ids that follow the largest ones, so that a second load adds
   * as many again, also after one that was cut off.
   *
   * @param progress told after each transaction
   * @throws SQLException when the database refuses; what was loaded before that step stays
   */
  public static Loaded load(Config.Postgres postgres, Amounts amounts, Progress progress)
      throws SQLException {
    try (Connection connection = connect(postgres)) {
      connection.setAutoCommit(false);
      Loaded loaded =
          new Loaded(
              loadUsers(connection, amounts, progress),
              loadProducts(connection, amounts, progress));
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        // Without statistics the planner would read whole tables for the first minutes.
        statement.execute(
            "ANALYZE users, point_account, point_entry, product, outbox, outbox_unsent");
      }
      return loaded;
    }
  }

  private static Range loadUsers(Connection connection, Amounts amounts, Progress progress)
      throws SQLException {
    return inSteps(
        connection,
        "users",
        new Range(nextId(connection, "users"), amounts.users),
        (from, to) -> {
          try (PreparedStatement insert = connection.prepareStatement(USERS)) {
            insert.setLong(1, from);
            insert.setLong(2, to);
            for (int i = 3; i <= 7; i++) {
              insert.setLong(i, amounts.points);
            }
            insert.executeUpdate();
          }
        },
        (done, all) -> progress.loaded("users", done, all));
  }

  private static Range loadProducts(Connection connection, Amounts amounts, Progress progress)
      throws SQLException {
    return inSteps(
        connection,
        "product",
        new Range(nextId(connection, "product"), amounts.products),
        (from, to) -> {
          try (PreparedStatement insert = connection.prepareStatement(PRODUCTS)) {
            insert.setLong(1, amounts.stock);
            insert.setLong(2, amounts.stock);
            insert.setLong(3, from);
            insert.setLong(4, to);
            insert.executeUpdate();
          }
        },
        (done, all) -> progress.loaded("products", done, all));
  }

  private interface Step {
    void load(long from, long to) throws SQLException;
  }

  /** A transaction each, so that neither one of them nor its WAL grows with the whole. */
  private static Range inSteps(
      Connection connection, String table, Range ids, Step step, BiConsumer<Long, Long> done)
      throws SQLException {
    long last = ids.first + ids.count - 1;
    for (long from = ids.first; from <= last; from += ROWS_A_TRANSACTION) {
      long to = Math.min(last, from + ROWS_A_TRANSACTION - 1);
      step.load(from, to);
      followWith(connection, table);
      connection.commit();
      done.accept(to - ids.first + 1, ids.count);
    }
    return ids;
  }

  private static long nextId(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT coalesce(max(id), 0) + 1 FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The next id that the table itself gives follows the largest one. */
  private static void followWith(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT setval(pg_get_serial_sequence('%1$s', 'id'), (SELECT max(id) FROM %1$s))"
              .formatted(table));
    }
  }

  private static Connection connect(Config.Postgres postgres) throws SQLException {
    return Jdbc.connect(postgres, "floodgate-load");
  }
}
