package io.floodgate.bench;

import io.floodgate.local.Endpoints;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements by hand, each on a connection of its own. */
record Database(Endpoints.Postgres endpoint) {

  /** Runs one statement. */
  void run(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new Refused("PostgreSQL refuses: %s%n%s".formatted(e.getMessage(), sql));
    }
  }

  /** The first column of the one row that a query finds. */
  String text(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new Refused("PostgreSQL refuses: %s%n%s".formatted(e.getMessage(), sql));
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.user(), endpoint.password());
  }
}
