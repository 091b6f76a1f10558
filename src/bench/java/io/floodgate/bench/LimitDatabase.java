package io.floodgate.bench;

import io.floodgate.local.Endpoints;
import java.util.stream.Collectors;

/**
 * A copy of the server's database in the same PostgreSQL, for pgbench alone. Nobody drains its
 * outbox: it is emptied between runs.
 */
record LimitDatabase(Endpoints.Postgres endpoint) {

  private static final String NAME = "limit";

  /**
   * Makes it as a copy of one that nobody is connected to.
   *
   * @param original with the schema and the demo data
   */
  static LimitDatabase copyOf(Endpoints.Postgres original) {
    new Database(original.withDatabase("postgres"))
        .run(
            "CREATE DATABASE \"%s\" TEMPLATE \"%s\" STRATEGY file_copy"
                .formatted(NAME, original.database()));
    LimitDatabase limit = new LimitDatabase(original.withDatabase(NAME));
    LimitFunctions.all().forEach(limit.database()::run);
    limit.emptyOutbox();
    limit.database().run("ANALYZE");
    return limit;
  }

  void emptyOutbox() {
    database().run("TRUNCATE outbox, outbox_unsent");
  }

  /** What PostgreSQL shall be told when pgbench connects: the settings of the server's lanes. */
  static String options() {
    return io.floodgate.db.Database.BY_KEY.entrySet().stream()
        .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  Database database() {
    return new Database(endpoint);
  }
}
