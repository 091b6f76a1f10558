package io.floodgate.db;

import static io.floodgate.base.Refusals.assertRefused;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatcherIT {

  private static final int MAX_BATCH = 10;
  private static final int QUEUE = 25;

  /** Refused by a constraint of the table: its whole batch fails. */
  private static final int POISON = 1_000;

  /** Refused as a business rule refuses: its batch goes on. */
  private static final int REFUSED = 2_000;

  /** Its COMMIT takes long. */
  private static final int SLOW = 3_000;

  private static TestDatabase on;

  private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
  private Promise<Void> held = Promise.promise();

  @BeforeAll
  static void open() {
    on = TestDatabase.create();
    on.sql()
        .run(
            """
            CREATE TABLE thing (id int PRIMARY KEY CHECK (id <> 1000));
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON thing
                   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.id = 3000)
                   EXECUTE FUNCTION dawdle();
            CREATE SEQUENCE attempt;
            CREATE TABLE plan (collisions int);
            INSERT INTO plan VALUES (0);
            CREATE FUNCTION maybe_collide() RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
              IF nextval('attempt') <= (SELECT collisions FROM plan) THEN
                RAISE EXCEPTION 'collided' USING ERRCODE = '40001';
              END IF;
            END $$;
            """);
  }

  @AfterAll
  static void close() {
    on.close();
  }

  @BeforeEach
  void empty() {
    on.sql().run("TRUNCATE thing; UPDATE plan SET collisions = 0; ALTER SEQUENCE attempt RESTART;");
    held.complete();
  }

  private Batcher<Integer, String> batcher() {
    return batcher(1, this::carry);
  }

  private static Batcher<Integer, String> batcher(
      int batchesUnderWay, Batcher.Work<Integer, String> work) {
    return batcher(on, batchesUnderWay, work);
  }

  private static Batcher<Integer, String> batcher(
      TestDatabase database, int batchesUnderWay, Batcher.Work<Integer, String> work) {
    return batcher(database, () -> new Config.Batching(1, MAX_BATCH, batchesUnderWay, QUEUE), work);
  }

  private static Batcher<Integer, String> batcher(
      TestDatabase database, Supplier<Config.Batching> limits, Batcher.Work<Integer, String> work) {
    return new Batcher<>(
        database.await(() -> Future.succeededFuture(database.database().lane("test"))),
        limits,
        work);
  }

  /** Writes its commands' numbers once it is let go on. */
  private Future<List<Outcome<String>>> carry(Tx tx, List<Integer> commands) {
    batches.add(commands);
    Integer[] accepted =
        commands.stream().filter(command -> command != REFUSED).toArray(Integer[]::new);
    return tx.run("SELECT maybe_collide()")
        .compose(passed -> held.future())
        .compose(
            free ->
                tx.run(
                    "INSERT INTO thing SELECT * FROM unnest($1::int[])",
                    Tuple.of((Object) accepted)))
        .map(done -> commands.stream().map(BatcherIT::outcome).toList());
  }

  private static Outcome<String> outcome(int command) {
    return Outcome.of(
        () -> {
          if (command == REFUSED) {
            throw Failure.of(CommonFailure.FORBIDDEN);
          }
          return "did " + command;
        });
  }

  private void hold() {
    held = Promise.promise();
  }

  private static Deadline later() {
    return Deadline.after(Duration.ofSeconds(30));
  }

  private static Future<String> submit(Batcher<Integer, String> batcher, int command) {
    return on.onLoop(() -> batcher.submit(command, later()));
  }

  private static List<Future<String>> submitAll(
      Batcher<Integer, String> batcher, int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(command -> submit(batcher, command))
        .toList();
  }

  private static List<Integer> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  private void awaitBatches(int count) {
    await().atMost(10, SECONDS).until(() -> batches.size() == count);
  }

  private static long things() {
    return on.sql().number("SELECT count(*) FROM thing");
  }

  @Test
  void carriesACommandThatComesAloneAtOnce() {
    Batcher<Integer, String> batcher = batcher();

    for (int command = 1; command <= 3; command++) {
      assertThat(on.await(submit(batcher, command))).isEqualTo("did " + command);
    }
    assertThat(batches).containsExactly(List.of(1), List.of(2), List.of(3));
  }

  @Test
  void gathersWhatComesWhileATransactionIsUnderWay() {
    Batcher<Integer, String> batcher = batcher();
    hold();
    submit(batcher, 1);
    awaitBatches(1);
    List<Future<String>> waiting = submitAll(batcher, 2, 15);
    held.complete();

    waiting.forEach(on::await);
    assertThat(batches).containsExactly(List.of(1), numbers(2, 11), numbers(12, 15));
    assertThat(things()).isEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource({"1, answered, next begun", "2, next begun, answered"})
  void waitsForTheAnswerToACommitOnlyWhereItHasTo(int underWay, String first, String second) {
    List<String> steps = new CopyOnWriteArrayList<>();
    Batcher<Integer, String> batcher =
        batcher(
            underWay,
            (tx, commands) -> {
              if (commands.contains(1)) {
                steps.add("next begun");
              }
              return carry(tx, commands);
            });
    Future<String> slow =
        on.onLoop(() -> batcher.submit(SLOW, later()).onSuccess(done -> steps.add("answered")));
    awaitBatches(1);
    on.await(submit(batcher, 1));
    on.await(slow);

    assertThat(steps).containsExactly(first, second);
    assertThat(batches).containsExactly(List.of(SLOW), List.of(1));
  }

  @Test
  void answersOnlyOnceTheTransactionHasCommitted() {
    Batcher<Integer, String> batcher = batcher();
    Future<Long> seen = submit(batcher, 1).map(answer -> things());

    assertThat(on.await(seen)).isEqualTo(1);
  }

  @Test
  void refusesAtOnceWhatNoLongerFitsInTheQueue() {
    Batcher<Integer, String> batcher = batcher();
    hold();
    submit(batcher, 0);
    awaitBatches(1);
    List<Future<String>> waiting = submitAll(batcher, 1, QUEUE);

    assertRefused(CommonFailure.OVERLOADED, () -> on.await(submit(batcher, 99)));
    assertThat(waiting).noneMatch(Future::isComplete);
    held.complete();
    waiting.forEach(on::await);
    assertThat(things()).isEqualTo(1 + QUEUE);
  }

  @Test
  void limitsThatChangeHoldForTheNextCommandAndTheNextBatch() {
    AtomicReference<Config.Batching> limits =
        new AtomicReference<>(new Config.Batching(1, MAX_BATCH, 1, QUEUE));
    Batcher<Integer, String> batcher = batcher(on, limits::get, this::carry);
    hold();
    submit(batcher, 0);
    awaitBatches(1);
    List<Future<String>> waiting = submitAll(batcher, 1, 4);

    limits.set(new Config.Batching(1, 3, 1, 4));
    assertRefused(CommonFailure.OVERLOADED, () -> on.await(submit(batcher, 99)));
    held.complete();

    waiting.forEach(on::await);
    assertThat(batches).containsExactly(List.of(0), numbers(1, 3), List.of(4));
  }

  @Test
  void isDrainedOnceAllThatWasTakenOnIsAnswered() {
    Batcher<Integer, String> batcher = batcher();
    hold();
    Future<String> underWay = submit(batcher, 0);
    awaitBatches(1);
    List<Future<String>> waiting = submitAll(batcher, 1, QUEUE);
    Future<Boolean> drained =
        on.onLoop(batcher::drain).map(_ -> waiting.stream().allMatch(Future::succeeded));
    assertThat(drained.isComplete()).isFalse();

    held.complete();
    assertThat(on.await(drained)).isTrue();
    assertThat(underWay.succeeded()).isTrue();
    on.await(on.onLoop(batcher()::drain)); // with nothing to do
  }

  @Test
  void doesNotBeginWhatNobodyWaitsForAnyMore() {
    Batcher<Integer, String> batcher = batcher();
    hold();
    submit(batcher, 1);
    awaitBatches(1);
    Deadline past = Deadline.after(Duration.ZERO);
    Future<String> late = on.onLoop(() -> batcher.submit(2, past));
    Future<String> inTime = submit(batcher, 3);
    held.complete();

    assertRefused(CommonFailure.TIMED_OUT, () -> on.await(late));
    on.await(inTime);
    assertThat(batches).containsExactly(List.of(1), List.of(3));
  }

  @Test
  void answersARefusalBesideWhatWasDone() {
    Batcher<Integer, String> batcher = batcher();
    hold();
    submit(batcher, 1);
    awaitBatches(1);
    Future<String> before = submit(batcher, 2);
    Future<String> refused = submit(batcher, REFUSED);
    Future<String> after = submit(batcher, 3);
    held.complete();

    assertThat(on.await(before)).isEqualTo("did 2");
    assertRefused(CommonFailure.FORBIDDEN, () -> on.await(refused));
    assertThat(on.await(after)).isEqualTo("did 3");
    assertThat(batches).hasSize(2);
  }

  @Test
  void failsAPoisonedCommandAlone() {
    Batcher<Integer, String> batcher = batcher();
    hold();
    submit(batcher, 1);
    awaitBatches(1);
    List<Future<String>> neighbours = submitAll(batcher, 2, 4);
    Future<String> poisoned = submit(batcher, POISON);
    Future<String> last = submit(batcher, 5);
    held.complete();

    assertRefused(CommonFailure.INTERNAL, () -> on.await(poisoned));
    neighbours.forEach(on::await);
    on.await(last);
    assertThat(things()).isEqualTo(5);
    assertThat(batches)
        .containsExactly(
            List.of(1),
            List.of(2, 3, 4, POISON, 5),
            List.of(2),
            List.of(3),
            List.of(4),
            List.of(POISON),
            List.of(5));
    assertThat(on.await(submit(batcher, 6))).isEqualTo("did 6");
  }

  @Test
  void runsABatchAgainThatCollidedWithAnotherTransaction() {
    on.sql().run("UPDATE plan SET collisions = 2");

    assertThat(on.await(submit(batcher(), 1))).isEqualTo("did 1");
    assertThat(batches).containsExactly(List.of(1), List.of(1), List.of(1));
    assertThat(things()).isEqualTo(1);
  }

  @Test
  void givesABatchUpThatCollidesAgainAndAgain() {
    on.sql().run("UPDATE plan SET collisions = 3");
    Batcher<Integer, String> batcher = batcher();

    assertRefused(CommonFailure.UNAVAILABLE, () -> on.await(submit(batcher, 1)));
    assertThat(things()).isZero();
    assertThat(on.await(submit(batcher, 2))).isEqualTo("did 2");
  }

  @Test
  void goesOnAfterWorkThatThrows() {
    Batcher<Integer, String> batcher =
        batcher(
            1,
            (tx, commands) -> {
              if (commands.contains(POISON)) {
                throw new IllegalStateException("poisoned");
              }
              return carry(tx, commands);
            });

    assertRefused(CommonFailure.INTERNAL, () -> on.await(submit(batcher, POISON)));
    assertThat(on.await(submit(batcher, 1))).isEqualTo("did 1");
  }

  @Test
  void tellsEverybodyQuicklyThatTheDatabaseIsAway() {
    try (TestDatabase away = TestDatabase.away()) {
      Batcher<Integer, String> lost = batcher(away, 1, this::carry);
      Instant begun = Instant.now();
      List<Future<String>> all =
          IntStream.range(0, QUEUE)
              .mapToObj(command -> away.onLoop(() -> lost.submit(command, later())))
              .toList();

      assertThat(all)
          .allSatisfy(answer -> assertRefused(CommonFailure.UNAVAILABLE, () -> away.await(answer)));
      assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void keepsTheOrderOfArrivalInAFlood() {
    Batcher<Integer, String> batcher = batcher();
    List<Future<String>> answers =
        IntStream.rangeClosed(1, 20).mapToObj(command -> submit(batcher, command)).toList();

    answers.forEach(on::await);
    assertThat(batches.stream().flatMap(List::stream)).isEqualTo(numbers(1, 20));
  }
}
