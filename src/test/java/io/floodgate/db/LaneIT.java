package io.floodgate.db;

import static io.floodgate.base.Refusals.assertRefused;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.stack.Wire;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LaneIT extends TransactionContract {

  private final Lane lane = laneOf(on);

  @Override
  <T> Future<T> begin(Function<Tx, Future<T>> work) {
    return begin(lane, work, () -> {});
  }

  private static <T> Future<T> begin(Lane lane, Function<Tx, Future<T>> work, Runnable onEndSent) {
    return lane.attempt(Locking.PATIENT, work, onEndSent)
        .recover(error -> Future.failedFuture(((TxFailure) error).failure()));
  }

  @Override
  int connections() {
    return 1;
  }

  private int backend() {
    return run(
        tx -> tx.run("SELECT pg_backend_pid()").map(rows -> rows.iterator().next().getInteger(0)));
  }

  @Test
  void keepsItsConnection() {
    assertThat(backend()).isEqualTo(backend());
  }

  @Test
  void leavesAConnectionWhereItMayOnlyRead() {
    int standby = backend();

    assertRefused(
        CommonFailure.UNAVAILABLE,
        () -> run(tx -> tx.run("SET TRANSACTION READ ONLY").compose(set -> insert(tx, 1))));

    assertThat(backend()).isNotEqualTo(standby);
  }

  @Test
  void runsTransactionsOneAfterTheOtherInTheOrderAskedFor() {
    List<String> steps = new CopyOnWriteArrayList<>();
    Promise<Void> held = Promise.promise();
    Future<Void> first =
        on.onLoop(
            () ->
                begin(
                    tx -> {
                      steps.add("first begins");
                      return insert(tx, 1)
                          .compose(done -> held.future())
                          .onSuccess(free -> steps.add("first ends"));
                    }));
    Future<Void> second =
        on.onLoop(
            () ->
                begin(
                    tx -> {
                      steps.add("second begins");
                      return tx.run("INSERT INTO thing SELECT max(id) + 1 FROM thing").mapEmpty();
                    }));
    held.complete();

    on.await(first);
    on.await(second);
    assertThat(steps).containsExactly("first begins", "first ends", "second begins");
    assertThat(on.sql().number("SELECT max(id) FROM thing")).isEqualTo(2);
  }

  @Test
  void letsTheNextOneGoOnceItsCommitIsOnItsWay() {
    List<String> steps = new CopyOnWriteArrayList<>();

    on.await(
        () ->
            begin(lane, tx -> insert(tx, 1), () -> steps.add("sent"))
                .onSuccess(done -> steps.add("answered")));

    assertThat(steps).containsExactly("sent", "answered");
  }

  @Test
  void spoilsNoNeighbourWhenItIsRejectedAtCommit() {
    List<Future<Object>> all =
        List.of(
            on.onLoop(() -> begin(tx -> insert(tx, 1).mapEmpty())),
            on.onLoop(
                () ->
                    begin(
                        tx ->
                            tx.run("SET CONSTRAINTS ALL DEFERRED")
                                .compose(set -> insert(tx, 1))
                                .mapEmpty())),
            on.onLoop(() -> begin(tx -> insert(tx, 2).mapEmpty())));

    on.await(all.get(0));
    assertRefused(CommonFailure.INTERNAL, () -> on.await(all.get(1)));
    on.await(all.get(2));
    assertThat(things()).isEqualTo(2);
  }

  private static Lane laneOf(TestDatabase database) {
    return database.await(() -> Future.succeededFuture(database.database().lane("test")));
  }

  private static <T> Future<T> begin(TestDatabase on, Lane lane, Function<Tx, Future<T>> work) {
    return on.onLoop(() -> begin(lane, work, () -> {}));
  }

  @Test
  void givesUpADatabaseThatHangsAndComesBackToIt() {
    try (Wire wire = Wire.to(on.endpoints());
        TestDatabase hanging =
            TestDatabase.of(
                wire.endpoints(),
                Map.of(
                    "FLOODGATE_POSTGRES_STATEMENT_TIMEOUT",
                    "200ms",
                    "FLOODGATE_POSTGRES_LOCK_TIMEOUT",
                    "100ms"))) {
      Lane lane = laneOf(hanging);
      hanging.await(begin(hanging, lane, tx -> insert(tx, 1)));
      wire.hang();

      assertRefused(
          CommonFailure.UNAVAILABLE,
          () -> hanging.await(begin(hanging, lane, tx -> insert(tx, 2))));
      wire.heal();
      hanging.await(begin(hanging, lane, tx -> insert(tx, 3)));
    }
    assertThat(things()).isEqualTo(2);
  }

  /** Behind the unfinished one, its COMMIT would have been that of both. */
  @Test
  void sendsTheNextOneOnAnotherConnectionWhenOneIsGivenUp() {
    try (TestDatabase impatient =
        TestDatabase.of(
            on.endpoints(),
            Map.of(
                "FLOODGATE_POSTGRES_STATEMENT_TIMEOUT",
                "500ms",
                "FLOODGATE_POSTGRES_LOCK_TIMEOUT",
                "500ms"))) {
      Lane lane = laneOf(impatient);
      Promise<Void> never = Promise.promise();
      Future<?> givenUp =
          begin(impatient, lane, tx -> insert(tx, 2).compose(done -> never.future()));
      Future<?> next = begin(impatient, lane, tx -> insert(tx, 3));

      assertRefused(CommonFailure.UNAVAILABLE, () -> impatient.await(givenUp));
      impatient.await(next);
    }
    assertThat(on.sql().number("SELECT count(*) FROM thing WHERE id = 3")).isEqualTo(1);
    assertThat(on.sql().number("SELECT count(*) FROM thing WHERE id = 2")).isZero();
  }

  @Test
  void asksADatabaseThatHangsForOneConnectionHoweverManyWaitForIt() {
    try (Wire wire = Wire.to(on.endpoints())) {
      wire.hang();
      try (TestDatabase hanging =
          TestDatabase.of(wire.endpoints(), Map.of("FLOODGATE_POSTGRES_POOL_TIMEOUT", "200ms"))) {
        Lane lane = laneOf(hanging);
        for (int attempt = 0; attempt < 5; attempt++) {
          assertRefused(
              CommonFailure.UNAVAILABLE,
              () -> hanging.await(begin(hanging, lane, tx -> insert(tx, 2))));
        }
        assertThat(wire.connections()).isEqualTo(1);

        wire.heal();
        wire.cut();
        await().atMost(8, SECONDS).until(() -> succeeds(hanging, lane));
      }
    }
  }

  @Test
  void canBeClosedAfterItsDatabaseHungWhileItConnected() {
    try (Wire wire = Wire.to(on.endpoints())) {
      wire.hang();
      try (TestDatabase hanging =
          TestDatabase.of(wire.endpoints(), Map.of("FLOODGATE_POSTGRES_POOL_TIMEOUT", "200ms"))) {
        Lane lane = laneOf(hanging);
        assertRefused(
            CommonFailure.UNAVAILABLE,
            () -> hanging.await(begin(hanging, lane, tx -> insert(tx, 2))));
        wire.cut();
      }
    }
  }

  private boolean succeeds(TestDatabase database, Lane lane) {
    try {
      database.await(begin(database, lane, tx -> tx.run("SELECT 1")));
      return true;
    } catch (Failure unavailable) {
      return false;
    }
  }

  /** No last word: all that was sent fails at once, and what follows finds a new connection. */
  @Test
  void losesNothingButWhatWasUnderWayWhenItsConnectionIsCutOff() {
    try (Wire wire = Wire.to(on.endpoints());
        TestDatabase cut = TestDatabase.of(wire.endpoints(), Map.of())) {
      Lane lane = laneOf(cut);
      Future<?> underWay =
          begin(cut, lane, tx -> insert(tx, 2).compose(done -> tx.run("SELECT pg_sleep(9)")));
      Future<?> next = begin(cut, lane, tx -> insert(tx, 3));
      await()
          .atMost(8, SECONDS)
          .until(() -> on.sql().number(CONNECTIONS + "AND query LIKE '%pg_sleep%'") == 1);
      wire.cut();

      assertRefused(CommonFailure.UNAVAILABLE, () -> cut.await(underWay));
      cut.await(next);
      cut.await(begin(cut, lane, tx -> insert(tx, 4)));
    }
    assertThat(on.sql().number("SELECT count(*) FROM thing WHERE id IN (3, 4)")).isEqualTo(2);
    assertThat(on.sql().number("SELECT count(*) FROM thing WHERE id = 2")).isZero();
  }

  @Test
  void isUnavailableAtOnceWhenTheDatabaseIsAway() {
    try (TestDatabase away = TestDatabase.away()) {
      Lane lost = laneOf(away);

      assertRefused(
          CommonFailure.UNAVAILABLE, () -> away.await(begin(away, lost, tx -> insert(tx, 1))));
    }
  }
}
