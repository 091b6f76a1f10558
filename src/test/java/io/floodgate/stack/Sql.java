package io.floodgate.stack;

import io.floodgate.local.Endpoints;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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

  private interface Use<T> {
    T of(Statement statement) throws SQLException;
  }

  private <T> T with(String sql, Use<T> use) {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      return use.of(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
