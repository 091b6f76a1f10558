package io.floodgate.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floodgate.config.Config;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Need;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationsIT {

  private static final int MIGRATIONS = 4;

  private final Endpoints server = Stack.shared().start(Need.POSTGRES);
  private final Endpoints empty =
      server.withDatabase("empty_" + UUID.randomUUID().toString().replace("-", ""));
  private final Config.Postgres config = StackConfig.of(empty, List.of(), Map.of()).postgres();

  @BeforeEach
  void create() {
    Sql.on(server).run("CREATE DATABASE " + empty.postgres().database() + " TEMPLATE template0");
  }

  @AfterEach
  void drop() {
    Sql.on(server).run("DROP DATABASE " + empty.postgres().database() + " WITH (FORCE)");
  }

  private long tables() {
    return Sql.on(empty)
        .number(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = 'orders'");
  }

  @Test
  void bringAnEmptyDatabaseToThePresentSchemaOnce() {
    assertThat(Migrations.migrate(config)).isEqualTo(MIGRATIONS);
    assertThat(tables()).isEqualTo(1);
    assertThat(Migrations.migrate(config)).isZero();
  }

  @Test
  void runOnceWhenSeveralNodesStartTogether() throws Exception {
    Callable<Integer> node = () -> Migrations.migrate(config);

    try (ExecutorService nodes = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> applied = nodes.invokeAll(Collections.nCopies(3, node));
      assertThat(applied.stream().map(Future::resultNow))
          .containsExactlyInAnyOrder(MIGRATIONS, 0, 0);
    }
    assertThat(tables()).isEqualTo(1);
  }

  /** They are truncated: what vacuum reads of them in a rush is the rush's own time. */
  @Test
  void haveNoPartitionOfTheOutboxVacuumedForItsInserts() {
    Migrations.migrate(config);

    assertThat(
            Sql.on(empty)
                .number(
                    "SELECT count(*) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
                        + " WHERE inhparent = 'outbox'::regclass"
                        + " AND 'autovacuum_vacuum_insert_threshold=-1' = ANY (reloptions)"))
        .isEqualTo(8);
  }

  @Test
  void refuseASchemaThatWasChangedBehindThem() {
    Migrations.migrate(config);
    Sql.on(empty).run("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'");

    assertThatThrownBy(() -> Migrations.migrate(config)).isInstanceOf(FlywayException.class);
  }
}
