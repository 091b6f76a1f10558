package io.floodgate.server;

import io.floodgate.demo.DemoData;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The database of a server under test, looked at and disturbed from beside it. Any thread. */
public record Database(Endpoints endpoints) {

  /** A migrated one that nobody else uses. */
  public static Database fresh() {
    return new Database(Stack.shared().freshDatabase());
  }

  /** Adds users and products with the ids that follow the largest ones. */
  public Database with(int users, long points, int products, long stock) {
    try {
      DemoData.load(
          StackConfig.of(endpoints, List.of(), Map.of()).postgres(),
          new DemoData.Amounts(users, points, products, stock),
          line -> {});
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** The number that a query finds. */
  public long number(String sql) {
    return Long.parseLong(texts(sql).getFirst());
  }

  /** The first column of every row that a query finds. */
  public List<String> texts(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The numbers in the first column of every row that a query finds. */
  public List<Long> numbers(String sql) {
    return texts(sql).stream().map(Long::valueOf).toList();
  }

  public void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Runs a statement in a transaction that stays open, and keeps its locks, until it is closed. */
  public Held hold(String sql) {
    try {
      Connection connection = connect();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return new Held(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Nobody else can change the product until this is closed. */
  public Held holdProduct(long id) {
    return hold("SELECT FROM product WHERE id = " + id + " FOR UPDATE");
  }

  /** How many sessions the servers of this database have, in a state such as {@code idle}. */
  public long sessions(String stateLike) {
    return number(
        """
        SELECT count(*) FROM pg_stat_activity
         WHERE application_name = 'floodgate' AND datname = current_database() AND state LIKE '%s'
        """
            .formatted(stateLike));
  }

  /** How many sessions of servers wait for a lock. */
  public long waiting() {
    return number(
        """
        SELECT count(*) FROM pg_stat_activity
         WHERE application_name = 'floodgate' AND datname = current_database()
           AND wait_event_type = 'Lock'
        """);
  }

  /** An open transaction. */
  public record Held(Connection connection) implements AutoCloseable {
    @Override
    public void close() {
      try {
        connection.close(); // rolls back
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Connection connect() throws SQLException {
    Endpoints.Postgres postgres = endpoints.postgres();
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
