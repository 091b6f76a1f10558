package io.floodgate.db;

import io.floodgate.config.Config;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Connections that block: for a thread of the program, never for an event loop. */
public final class Jdbc {

  private Jdbc() {}

  /**
   * Opens one. A statement may take as long as it likes.
   *
   * @param application its name in {@code pg_stat_activity}
   * @throws SQLException when PostgreSQL refuses, or has not answered after twice {@code
   *     postgres.connectTimeout}
   */
  public static Connection connect(Config.Postgres config, String application) throws SQLException {
    return DriverManager.getConnection(
        url(config, application), config.user(), config.password().reveal());
  }

  static String url(Config.Postgres config, String application) {
    long connectSeconds = Math.max(1, config.connectTimeout().toSeconds());
    return "jdbc:postgresql://%s:%d/%s?connectTimeout=%d&loginTimeout=%d&tcpKeepAlive=true&ApplicationName=%s"
        .formatted(
            config.host(),
            config.port(),
            config.database(),
            connectSeconds,
            2 * connectSeconds,
            application);
  }
}
