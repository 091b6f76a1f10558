package io.floodgate.stack;

import io.floodgate.local.Endpoints;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** SQL by hand, for tests that look behind the server or break what it keeps. Any thread. */
public final class Sql {

  private final Endpoints.Postgres postgres;

  private Sql(Endpoints.Postgres postgres) {
    this.postgres = postgres;
  }

  public static Sql on(Endpoints endpoints) {
    return new Sql(endpoints.postgres());
  }

  /** Runs one or more statements in one transaction. */
  public void run(String sql) {
    with(sql, statement -> statement.execute(sql));
  }

  /** The number that a query finds. */
  public long number(String sql) {
    return Long.parseLong(text(sql));
  }

  /** The text that a query finds. */
  public String text(String sql) {
    return with(
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
          }
        });
  }

  /** The first column of every row that a query finds. */
  public List<String> texts(String sql) {
    return with(
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
              found.add(rows.getString(1));
            }
            return found;
          }
        });
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

  /** An open transaction, which is rolled back when it is closed. */
  public static final class Held implements AutoCloseable {
    private final Connection connection;

    private Held(Connection connection) {
      this.connection = connection;
    }

    /** Ends it well. */
    public void commit() {
      try {
        connection.commit();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private interface Use<T> {
    T of(Statement statement) throws SQLException;
  }

  private <T> T with(String sql, Use<T> use) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return use.of(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
