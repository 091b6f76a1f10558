package io.floodgate.db;

import io.floodgate.config.Config;
import org.flywaydb.core.Flyway;

/** Brings a database to the schema of this version. Blocks: never called on an event loop. */
public final class Migrations {

  private Migrations() {}

  /**
   * Applies what is missing, in order, one node at a time (Flyway holds a lock meanwhile).
   *
   * @return how many were applied
   * @throws org.flywaydb.core.api.FlywayException when the database is away, a migration fails, or
   *     the schema is not one that this version knows
   */
  public static int migrate(Config.Postgres config) {
    String url =
        "jdbc:postgresql://%s:%d/%s?connectTimeout=%d&ApplicationName=floodgate-migrate"
            .formatted(
                config.host(),
                config.port(),
                config.database(),
                Math.max(1, config.connectTimeout().toSeconds()));
    return Flyway.configure()
        .dataSource(url, config.user(), config.password().reveal())
        .locations("classpath:db/migration")
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
