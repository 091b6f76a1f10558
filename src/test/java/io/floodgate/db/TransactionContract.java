package io.floodgate.db;

import static io.floodgate.base.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every transaction, however it comes to its connection. */
abstract class TransactionContract {

  static final String CONNECTIONS =
      """
      SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'floodgate'
      """;

  private static final String CONNECTIONS_IDLE = CONNECTIONS + "AND state = 'idle'";

  final TestDatabase on =
      TestDatabase.create(
          Map.of(
              "FLOODGATE_POSTGRES_POOL_SIZE", "4",
              "FLOODGATE_POSTGRES_LOCK_TIMEOUT", "100ms",
              "FLOODGATE_POSTGRES_STATEMENT_TIMEOUT", "300ms"));

  /** Runs a transaction; called on the event loop. */
  abstract <T> Future<T> begin(Function<Tx, Future<T>> work);

  /** How many connections there may be at most. */
  abstract int connections();

  @BeforeEach
  void createTable() {
    on.sql()
        .run(
            """
            CREATE TABLE thing (id int UNIQUE DEFERRABLE INITIALLY IMMEDIATE CHECK (id < 100));
            CREATE TABLE doomed (id int);
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER dies_at_commit AFTER INSERT ON doomed
                   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
            """);
  }

  @AfterEach
  void close() {
    on.close();
  }

  static Future<RowSet<Row>> insert(Tx tx, int id) {
    return tx.run("INSERT INTO thing VALUES (" + id + ")");
  }

  <T> T run(Function<Tx, Future<T>> work) {
    return on.await(() -> begin(work));
  }

  long things() {
    return on.sql().number("SELECT count(*) FROM thing");
  }

  @Test
  void commitsWhatItsWorkWrote() {
    String answer = run(tx -> insert(tx, 1).compose(done -> insert(tx, 2)).map("done"));

    assertThat(answer).isEqualTo("done");
    assertThat(things()).isEqualTo(2);
  }

  @Test
  void showsItsWorkToNobodyBeforeItCommits() {
    run(
        tx ->
            insert(tx, 1)
                .map(
                    done -> {
                      assertThat(things()).isZero();
                      return done;
                    }));
    assertThat(things()).isEqualTo(1);
  }

  @Test
  void rollsBackWhenItsWorkFailsOrThrows() {
    assertRefused(
        CommonFailure.FORBIDDEN,
        () ->
            run(
                tx ->
                    insert(tx, 1)
                        .compose(
                            done -> Future.failedFuture(Failure.of(CommonFailure.FORBIDDEN)))));
    assertRefused(
        CommonFailure.FORBIDDEN,
        () ->
            run(
                tx -> {
                  insert(tx, 1);
                  throw Failure.of(CommonFailure.FORBIDDEN);
                }));
    Failure failure =
        assertRefused(
            CommonFailure.INTERNAL,
            () ->
                run(
                    tx ->
                        insert(tx, 1)
                            .map(
                                done -> {
                                  throw new IllegalStateException("ours");
                                })));
    assertThat(failure.getCause()).hasMessage("ours");
    assertThat(things()).isZero();
  }

  @Test
  void rollsBackWhenTheDatabaseRejectsAStatement() {
    Failure failure =
        assertRefused(
            CommonFailure.INTERNAL, () -> run(tx -> insert(tx, 1).compose(done -> insert(tx, 1))));

    assertThat(failure.getCause()).hasMessageContaining("thing_id_key");
    assertThat(things()).isZero();
  }

  @Test
  void isNoSuccessWhenTheWorkOverlooksAFailedStatement() {
    assertRefused(
        CommonFailure.INTERNAL,
        () -> run(tx -> insert(tx, 1).compose(done -> insert(tx, 1)).otherwiseEmpty()));

    assertThat(things()).isZero();
  }

  @Test
  void isRejectedAtCommitWithNothingDone() {
    assertRefused(
        CommonFailure.INTERNAL,
        () ->
            run(
                tx ->
                    tx.run("SET CONSTRAINTS ALL DEFERRED")
                        .compose(set -> insert(tx, 1))
                        .compose(done -> insert(tx, 1))));

    assertThat(things()).isZero();
  }

  @Test
  void doesNotKnowTheOutcomeWhenTheConnectionDiesDuringTheCommit() {
    assertRefused(CommonFailure.UNKNOWN, () -> run(tx -> tx.run("INSERT INTO doomed VALUES (1)")));
  }

  @Test
  void knowsThatNothingWasDoneWhenTheConnectionDiesBeforeTheCommit() {
    assertRefused(
        CommonFailure.UNAVAILABLE,
        () ->
            run(
                tx ->
                    insert(tx, 1)
                        .compose(done -> tx.run("SELECT pg_terminate_backend(pg_backend_pid())"))));
    assertThat(things()).isZero();
    run(tx -> insert(tx, 1));
    assertThat(things()).isEqualTo(1);
  }

  @Test
  void isUnavailableWhenALockOrAStatementTakesTooLong() {
    assertRefused(
        CommonFailure.UNAVAILABLE,
        () ->
            on.await(
                () ->
                    on.database()
                        .transactions()
                        .run(
                            tx ->
                                tx.run("LOCK TABLE thing")
                                    .compose(held -> begin(other -> insert(other, 1))))));
    assertRefused(CommonFailure.UNAVAILABLE, () -> run(tx -> tx.run("SELECT pg_sleep(20)")));
  }

  /** Its connection belongs to another transaction by then. */
  @Test
  void hasNoPartInWhatItsWorkSendsAfterItFailed() {
    assertRefused(
        CommonFailure.FORBIDDEN,
        () ->
            run(
                tx ->
                    Future.all(
                        tx.run("SELECT 1")
                            .compose(
                                done -> Future.failedFuture(Failure.of(CommonFailure.FORBIDDEN))),
                        tx.run("SELECT 2").compose(done -> insert(tx, 7)))));
    run(tx -> insert(tx, 1));

    assertThat(on.sql().text("SELECT string_agg(id::text, ',') FROM thing")).isEqualTo("1");
  }

  @Test
  void tellsTheTimeOfTheDatabaseTheSameThroughoutATransaction() {
    List<Instant> times =
        run(tx -> tx.now().compose(one -> tx.now().map(other -> List.of(one, other))));

    assertThat(times.getFirst()).isEqualTo(times.getLast());
    assertThat(times.getFirst())
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
  }

  /** All the ways to fail that leave the connection whole. */
  private static Future<?> fail(Tx tx, int kind) {
    return switch (kind) {
      case 0 -> Future.failedFuture(Failure.of(CommonFailure.FORBIDDEN));
      case 1 -> throw Failure.of(CommonFailure.FORBIDDEN);
      case 2 -> insert(tx, 101);
      case 3 -> tx.run("SELECT 1 / 0");
      case 4 -> tx.run("SELECT nonsense");
      case 5 ->
          insert(tx, 1)
              .map(
                  done -> {
                    throw new IllegalStateException();
                  });
      case 6 -> Future.all(tx.run("SELECT 1 / 0"), insert(tx, 2), insert(tx, 3));
      default -> insert(tx, 101).otherwiseEmpty();
    };
  }

  @Test
  void givesEveryConnectionBackAfterTenThousandFailures() throws Exception {
    int waves = 100;
    int failuresAWave = 100;
    for (int wave = 0; wave < waves; wave++) {
      List<Future<Object>> failures =
          IntStream.range(0, failuresAWave)
              .mapToObj(i -> on.onLoop(() -> begin(tx -> fail(tx, i % 8).<Object>mapEmpty())))
              .toList();
      Future.join(failures)
          .transform(ended -> Future.succeededFuture())
          .await(20, TimeUnit.SECONDS);
      assertThat(failures).allMatch(Future::failed);
    }

    assertThat(on.sql().number(CONNECTIONS_IDLE)).isBetween(1L, (long) connections());
    assertThat(on.sql().number(CONNECTIONS)).isLessThanOrEqualTo(connections());
    run(tx -> insert(tx, 1));
    assertThat(things()).isEqualTo(1);
  }

  @Test
  void replacesConnectionsThatDied() {
    for (int i = 0; i < 50; i++) {
      assertRefused(
          CommonFailure.UNKNOWN, () -> run(tx -> tx.run("INSERT INTO doomed VALUES (1)")));
    }

    assertThat(on.sql().number(CONNECTIONS)).isLessThanOrEqualTo(connections());
    run(tx -> insert(tx, 1));
    assertThat(things()).isEqualTo(1);
  }
}
