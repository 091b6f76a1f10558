package io.floodgate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.db.Database;
import io.floodgate.local.Endpoints;
import io.floodgate.stack.Stack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the relay's statements cost. */
class RelayTableIT {

  private static final int SHARDS = 8;
  private static final int BATCHES = 2_000;
  private static final int OF_A_SHARD = 20;

  /** A relay lives long: what it planned for an empty outbox is carried out in the worst rush. */
  @Test
  void readsWhatIsClaimedAloneHoweverMuchWaits() throws SQLException {
    Endpoints.Postgres to = Stack.shared().freshDatabase().postgres();
    String url = to.jdbcUrl() + "?preferQueryMode=simple";
    try (Connection connection = DriverManager.getConnection(url, to.user(), to.password());
        Statement relay = connection.createStatement()) {
      for (Map.Entry<String, String> setting : Database.BY_KEY.entrySet()) {
        relay.execute("SET " + setting.getKey() + " = " + setting.getValue());
      }
      relay.execute("SET plan_cache_mode = force_generic_plan");
      relay.execute("PREPARE claim (smallint[], int, int, bigint) AS " + RelayTable.CLAIM);
      relay.execute("PREPARE claimed (smallint[]) AS " + RelayTable.CLAIMED);
      String all = "'{0,1,2,3,4,5,6,7}'";
      relay.execute("EXECUTE claim (%s, %d, 200, 0)".formatted(all, OF_A_SHARD));
      relay.execute("EXECUTE claimed (%s)".formatted(all));
      // Two events of each shard a batch.
      relay.execute(
          """
          INSERT INTO outbox (batch, position, aggregate, aggregate_id, version, type, traceparent,
                              payload, created_at)
          SELECT batch, i, 'POINT', i, 1, 'Tested', '', '{}', now()
            FROM generate_series(1, %d) AS batch, generate_series(1, %d) AS i
          """
              .formatted(BATCHES, 2 * SHARDS));
      relay.execute("EXECUTE claim (%s, %d, 200, 0)".formatted(all, OF_A_SHARD));

      relay.execute("BEGIN"); // in which nothing of what is counted is reported and forgotten
      long before = read(relay);
      int events = 0;
      try (ResultSet rows = relay.executeQuery("EXECUTE claimed (%s)".formatted(all))) {
        while (rows.next()) {
          events++;
        }
      }
      long readForThem = read(relay) - before;
      relay.execute("EXECUTE claim (%s, %d, 200, 0)".formatted(all, OF_A_SHARD));
      long readForTheNext = read(relay) - before - readForThem;
      relay.execute("COMMIT");

      int batches = events / 2;
      assertThat(events).isEqualTo(SHARDS * OF_A_SHARD);
      // Each event, its batch of what is unsent, its shard.
      assertThat(readForThem).isBetween((long) events, events + batches + 2L * SHARDS);
      // It removes those batches, and looks at no more than 200 of a shard for the next.
      assertThat(readForTheNext).isLessThan(batches + SHARDS * (200L + 2 * OF_A_SHARD));
    }
  }

  private static long read(Statement transaction) throws SQLException {
    try (ResultSet sum =
        transaction.executeQuery(
            """
            SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
              FROM pg_stat_xact_user_tables WHERE relname LIKE 'outbox%'
            """)) {
      sum.next();
      return sum.getLong(1);
    }
  }
}
