package io.floodgate.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floodgate.base.Refused;
import io.floodgate.config.Config;
import io.floodgate.db.Migration.State;
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

  @Test
  void refuseAServerOnASchemaThatIsTooOldForItAndSayWhatToDo() {
    assertThatThrownBy(() -> new Migrations(config).require())
        .isInstanceOf(Refused.class)
        .hasMessageContaining("is at no version, and this version needs " + Migrations.OLDEST)
        .hasMessageContaining("floodgate migrate");
    new Migrations(config).upTo("2").run();
    assertThatThrownBy(() -> new Migrations(config).require())
        .isInstanceOf(Refused.class)
        .hasMessageContaining("is at version 2,");

    new Migrations(config).upTo(Migrations.OLDEST).run();
    new Migrations(config).require();
    assertThat(new Migrations(config).status())
        .extracting(Migration::state)
        .containsExactly(State.APPLIED, State.APPLIED, State.APPLIED, State.PENDING);
  }

  @Test
  void goOnWhereAnIndexThatIsBuiltConcurrentlyFailed() {
    Migrations next = new Migrations(config).with("classpath:db/next");
    next.upTo("9001").run();
    // A view's name is taken: neither can the index be dropped, nor made.
    Sql.on(empty).run("CREATE VIEW orders_by_note AS SELECT 1");
    assertThatThrownBy(next::run).isInstanceOf(FlywayException.class);
    assertThat(Sql.on(empty).number("SELECT count(*) FROM flyway_schema_history WHERE NOT success"))
        .isEqualTo(1);

    Sql.on(empty).run("DROP VIEW orders_by_note");
    assertThat(next.run()).extracting(Migration::version).containsExactly("9002");
  }

  @Test
  void giveUpALockThatIsNeverFree() {
    new Migrations(config).upTo("3").run();
    Config.Postgres impatient =
        StackConfig.of(
                empty,
                List.of(),
                Map.of(
                    "FLOODGATE_POSTGRES_MIGRATION_LOCK_TIMEOUT", "20ms",
                    "FLOODGATE_POSTGRES_MIGRATION_PATIENCE", "1s"))
            .postgres();
    try (Sql.Held _ = Sql.on(empty).hold("LOCK TABLE outbox_0 IN SHARE UPDATE EXCLUSIVE MODE")) {
      assertThatThrownBy(() -> Migrations.migrate(impatient))
          .isInstanceOf(FlywayException.class)
          .hasMessageContaining("lock timeout");
    }
    assertThat(Migrations.migrate(impatient)).isEqualTo(1);
  }
}
