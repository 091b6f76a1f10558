package io.floodgate.demo;

import io.floodgate.config.Config;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/**
 * Loads users and products as if they had come one by one: with ledger entries and events, so that
 * every invariant holds. Blocks; not for an event loop.
 */
public final class DemoData {

  private static final int USERS_A_TRANSACTION = 50_000;

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
             json_build_object('userId', id, 'entry', json_build_object('sequence', 1,
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
             json_build_object('productId', id, 'name', name, 'price', price, 'stock', stock,
               'status', CASE WHEN stock > 0 THEN 'ON_SALE' ELSE 'SOLD_OUT' END,
               'createdAt', to_json(created_at AT TIME ZONE 'UTC') #>> '{}' || 'Z')::text, created_at
        FROM made ORDER BY id
      """;

  /**
   * How much to load, beside what is there.
   *
   * @param users how many, each with {@code points}
   * @param products how many, each with {@code stock} units
   */
  public record Amounts(int users, long points, int products, long stock) {

    /** What the local stack starts with. */
    public static final Amounts LOCAL = new Amounts(10_000, 50_000_000, 100, 10_000_000);
  }

  private DemoData() {}

  /** Whether there is neither a user nor a product. */
  public static boolean isMissing(Config.Postgres postgres) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT NOT EXISTS (SELECT FROM users) AND NOT EXISTS (SELECT FROM product)")) {
      rows.next();
      return rows.getBoolean(1);
    }
  }

  /**
   * Adds users and products with the ids that follow the largest ones.
   *
   * @param progress told a line after each step
   * @throws SQLException when the database refuses; what was loaded before that step stays
   */
  public static void load(Config.Postgres postgres, Amounts amounts, Consumer<String> progress)
      throws SQLException {
    try (Connection connection = connect(postgres)) {
      connection.setAutoCommit(false);
      loadUsers(connection, amounts, progress);
      loadProducts(connection, amounts, progress);
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        // Without statistics the planner would read whole tables for the first minutes.
        statement.execute("ANALYZE users, point_account, point_entry, product, outbox");
      }
    }
  }

  private static void loadUsers(Connection connection, Amounts amounts, Consumer<String> progress)
      throws SQLException {
    long first = nextId(connection, "users");
    long last = first + amounts.users - 1;
    for (long from = first; from <= last; from += USERS_A_TRANSACTION) {
      long to = Math.min(last, from + USERS_A_TRANSACTION - 1);
      try (PreparedStatement insert = connection.prepareStatement(USERS)) {
        insert.setLong(1, from);
        insert.setLong(2, to);
        for (int i = 3; i <= 7; i++) {
          insert.setLong(i, amounts.points);
        }
        insert.executeUpdate();
      }
      followWith(connection, "users");
      connection.commit();
      progress.accept(
          "  users %,d of %,d, %,d points each"
              .formatted(to - first + 1, amounts.users, amounts.points));
    }
  }

  private static void loadProducts(
      Connection connection, Amounts amounts, Consumer<String> progress) throws SQLException {
    if (amounts.products == 0) {
      return;
    }
    long first = nextId(connection, "product");
    try (PreparedStatement insert = connection.prepareStatement(PRODUCTS)) {
      insert.setLong(1, amounts.stock);
      insert.setLong(2, amounts.stock);
      insert.setLong(3, first);
      insert.setLong(4, first + amounts.products - 1);
      insert.executeUpdate();
    }
    followWith(connection, "product");
    connection.commit();
    progress.accept("  products %,d, %,d units each".formatted(amounts.products, amounts.stock));
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
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(postgres.host(), postgres.port(), postgres.database()),
        postgres.user(),
        postgres.password().reveal());
  }
}
