package io.floodgate.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What those who measure hear of the connections to PostgreSQL. */
class DatabaseMeterIT {

  private static final Heard HEARD = new Heard();
  private static final TestDatabase on = TestDatabase.create(HEARD);

  @AfterAll
  static void close() {
    on.close();
  }

  @BeforeEach
  void forget() {
    HEARD.all.clear();
  }

  @Test
  void aBatchIsHeardOfWithItsSizeAndTheWaitingOfItsCommands() {
    Promise<Void> held = Promise.promise();
    Batcher<Integer, Integer> batcher = batcher((tx, commands) -> held.future());
    List<Future<Integer>> all =
        IntStream.rangeClosed(1, 3).mapToObj(command -> submit(batcher, command)).toList();
    await().until(() -> HEARD.queued.getAsInt() == 2);
    held.complete();
    all.forEach(on::await);

    assertThat(HEARD.queued.getAsInt()).isZero();
    assertThat(HEARD.all).containsExactly("waited", "carried 1", "waited", "waited", "carried 2");
  }

  @Test
  void aBatchThatCollidedIsHeardOfWithItsSqlState() {
    Queue<String> states = new ConcurrentLinkedQueue<>(List.of("40P01"));
    Batcher<Integer, Integer> batcher =
        batcher((tx, commands) -> states.isEmpty() ? tx.now() : tx.run(raise(states.poll())));

    on.await(submit(batcher, 1));
    assertThat(HEARD.all)
        .containsExactly(
            "waited", "failed 40P01", "carried 1", "repeated COLLIDED 40P01", "carried 1");
  }

  @Test
  void aBatchThatIsRejectedAsAWholeIsHeardOfAndSoAreItsCommands() {
    Promise<Void> held = Promise.promise();
    Batcher<Integer, Integer> batcher =
        batcher(
            (tx, commands) ->
                commands.contains(1)
                    ? held.future()
                    : commands.contains(3) ? tx.run(raise("23514")) : tx.now());
    List<Future<Integer>> all =
        IntStream.rangeClosed(1, 3).mapToObj(command -> submit(batcher, command)).toList();
    await().until(() -> HEARD.queued.getAsInt() == 2);
    held.complete();
    on.await(all.get(1));
    assertThatThrownBy(() -> on.await(all.get(2))).isInstanceOf(Failure.class);

    assertThat(HEARD.all)
        .containsSubsequence(
            "failed 23514",
            "carried 2",
            "repeated REJECTED 23514",
            "carried 1",
            "failed 23514",
            "carried 1");
  }

  @Test
  void aTransactionIsHeardOfWithItsWaitingAndItsHolding() {
    PoolUse use = HEARD.common;
    Promise<Void> held = Promise.promise();
    Future<Void> done = on.onLoop(() -> on.database().transactions().run(tx -> held.future()));
    await().until(() -> use.inUse() == 1);
    held.complete();
    on.await(done);

    assertThat(HEARD.all).containsExactly("waited", "held");
    assertThat(use.inUse()).isZero();
    assertThat(use.waiting()).isZero();
    assertThat(use.connections()).isEqualTo(on.config().poolSize());
  }

  @Test
  void transactionsThatWaitForAConnectionAreSeen() {
    PoolUse use = HEARD.common;
    Promise<Void> held = Promise.promise();
    int connections = on.config().poolSize();
    List<Future<Void>> all =
        IntStream.range(0, connections + 2)
            .mapToObj(i -> on.onLoop(() -> on.database().transactions().run(tx -> held.future())))
            .toList();
    await().until(() -> use.inUse() == connections && use.waiting() == 2);
    held.complete();
    all.forEach(on::await);

    assertThat(use.inUse() + use.waiting()).isZero();
  }

  @Test
  void aRefusalOfOursIsNoErrorOfTheDatabase() {
    assertThatThrownBy(
            () ->
                on.await(
                    () ->
                        on.database()
                            .transactions()
                            .run(tx -> Future.failedFuture(Failure.of(CommonFailure.FORBIDDEN)))))
        .isInstanceOf(Failure.class);
    assertThat(HEARD.all).containsExactly("waited", "held");
  }

  @Test
  void aReadIsHeardOfWithItsTimeAndItsError() {
    on.await(() -> on.database().reads().run("SELECT 1"));
    assertThatThrownBy(() -> on.await(() -> on.database().reads().run("SELECT 1 / 0")))
        .isInstanceOf(Failure.class);

    assertThat(HEARD.all).containsExactly("read", "read", "failed 22012");
  }

  private static String raise(String state) {
    return "DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '" + state + "'; END $$";
  }

  private static Batcher<Integer, Integer> batcher(BiFunction<Tx, List<Integer>, Future<?>> work) {
    return new Batcher<>(
        on.await(() -> Future.succeededFuture(on.database().lane("test"))),
        () -> new Config.Batching(1, 10, 1, 10),
        (tx, commands) ->
            work.apply(tx, commands)
                .map(_ -> commands.stream().map(one -> Outcome.of(() -> one)).toList()));
  }

  private static Future<Integer> submit(Batcher<Integer, Integer> batcher, int command) {
    return on.onLoop(() -> batcher.submit(command, Deadline.after(Duration.ofSeconds(30))));
  }

  /** Writes down what it hears. */
  private static final class Heard implements DatabaseMeter {
    private final Queue<String> all = new ConcurrentLinkedQueue<>();
    private volatile IntSupplier queued;
    private volatile PoolUse common;

    @Override
    public LaneMeter lane(String domain) {
      return new LaneMeter() {
        @Override
        public void watch(IntSupplier waiting) {
          queued = waiting;
        }

        @Override
        public void waited(long nanos) {
          all.add("waited");
        }

        @Override
        public void carried(int commands, long nanos) {
          all.add("carried " + commands);
        }

        @Override
        public void repeated(Why why, String sqlState) {
          all.add("repeated " + why + ' ' + sqlState);
        }

        @Override
        public void failed(String sqlState) {
          Heard.this.failed(sqlState);
        }
      };
    }

    @Override
    public PoolMeter pool(PoolUse use) {
      common = use;
      return hearing("held");
    }

    @Override
    public PoolMeter reads() {
      return hearing("read");
    }

    private PoolMeter hearing(String held) {
      return new PoolMeter() {
        @Override
        public void waited(long nanos) {
          all.add("waited");
        }

        @Override
        public void held(long nanos) {
          all.add(held);
        }
      };
    }

    @Override
    public void failed(String sqlState) {
      all.add("failed " + sqlState);
    }
  }
}
