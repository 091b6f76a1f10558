package io.floodgate.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.local.Endpoints;
import io.floodgate.local.Redis;
import io.floodgate.stack.Need;
import io.floodgate.stack.Stack;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RedisCommandsIT {

  private static final Script ADD = Script.of("return redis.call('INCRBY', KEYS[1], ARGV[1])");
  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final Duration HEALING = Duration.ofSeconds(10);

  private final Redis redis = Stack.shared().embedded().redis();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private TestRedis on;
  private RedisCommands commands;

  @BeforeEach
  void connect() {
    open(Map.of("FLOODGATE_REDIS_RECONNECT_INTERVAL", "100ms"));
    awaitUp();
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void startForOthers() {
    logger().detachAppender(log);
    on.close();
    redis.start();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(Absence.class);
  }

  private void open(Map<String, String> variables) {
    if (on != null) {
      on.close();
    }
    on = TestRedis.on(Stack.shared().freshDatabase(Need.REDIS), variables);
    commands = on.make(RedisStore::commands);
  }

  private void awaitUp() {
    await().atMost(HEALING).until(commands::isUp);
  }

  private Response ping() {
    return send(Request.cmd(Command.PING));
  }

  private Response send(Request request) {
    return on.await(() -> commands.send(request));
  }

  private Failure refused(Request request) {
    return catchThrowableOfType(Failure.class, () -> send(request));
  }

  private Failure assertAway() {
    Failure away = refused(Request.cmd(Command.PING));
    assertThat(away.code()).isEqualTo(CommonFailure.UNAVAILABLE);
    assertThat(RedisRefusal.of(away)).isEmpty();
    return away;
  }

  private void assertAwayAtOnce() {
    assertThat(took(this::assertAway)).isLessThan(AT_ONCE);
  }

  private static Duration took(Runnable what) {
    long begin = System.nanoTime();
    what.run();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private long add(String key, long number) {
    return on.await(() -> commands.run(ADD, List.of(key), List.of(Long.toString(number)))).toLong();
  }

  private List<String> logged() {
    return List.copyOf(log.list).stream().map(event -> event.getLevel().toString()).toList();
  }

  @Test
  void answersManyCommandsInTheirOrderOnOneConnection() {
    String key = on.store().key("order");
    List<Future<Response>> sent =
        on.await(
            () ->
                Future.succeededFuture(
                    IntStream.rangeClosed(1, 5_000)
                        .mapToObj(_ -> commands.send(Request.cmd(Command.INCR).arg(key)))
                        .toList()));

    assertThat(sent.stream().map(answer -> on.await(answer).toLong()))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 5_000).mapToObj(Long::valueOf).toList());
    assertThat(on.await(() -> Future.succeededFuture(on.store().commands()))).isSameAs(commands);
  }

  @Test
  void handsAScriptOverWhereRedisHasForgottenIt() {
    String key = on.store().key("sum");
    assertThat(add(key, 2)).isEqualTo(2);

    on.command(Command.SCRIPT, "FLUSH");

    assertThat(add(key, 3)).isEqualTo(5);
    assertThat(on.command(Command.SCRIPT, "EXISTS", ADD.sha()).get(0).toInteger()).isEqualTo(1);
  }

  @Test
  void tellsWhatRedisRefusesFromItsAbsence() {
    String key = on.store().key("text");
    send(Request.cmd(Command.SET).arg(key).arg("text"));

    Failure wrong = refused(Request.cmd(Command.SADD).arg(key).arg(1));
    assertThat(wrong.code()).isEqualTo(CommonFailure.INTERNAL);
    assertThat(RedisRefusal.of(wrong)).map(RedisRefusal::kind).contains("WRONGTYPE");
    assertThat(ping().toString()).isEqualTo("PONG");

    on.command(Command.CONFIG, "SET", "maxmemory", "1");
    try {
      Failure full = refused(Request.cmd(Command.SET).arg(key).arg("other"));
      assertThat(full.code()).isEqualTo(CommonFailure.UNAVAILABLE);
      assertThat(RedisRefusal.of(full)).map(RedisRefusal::kind).contains("OOM");
      Failure inScript = catchThrowableOfType(Failure.class, () -> add(on.store().key("sum"), 1));
      assertThat(RedisRefusal.of(inScript)).map(RedisRefusal::kind).contains("OOM");
      assertThat(commands.isUp()).isTrue();
    } finally {
      on.command(Command.CONFIG, "SET", "maxmemory", "256mb");
    }
    assertThat(logged()).isEmpty();
  }

  @Test
  void leavesAServerThatHasBecomeAReplica() {
    String key = on.store().key("text");
    on.command(Command.REPLICAOF, "127.0.0.1", "1");
    try {
      Failure refused = refused(Request.cmd(Command.SET).arg(key).arg("text"));
      assertThat(refused.code()).isEqualTo(CommonFailure.UNAVAILABLE);
      assertThat(RedisRefusal.of(refused)).map(RedisRefusal::kind).contains("READONLY");
      assertThat(commands.isUp()).isFalse();
    } finally {
      on.command(Command.REPLICAOF, "NO", "ONE");
    }
    awaitUp();
    assertThat(send(Request.cmd(Command.SET).arg(key).arg("text")).toString()).isEqualTo("OK");
  }

  @Test
  void aStartWaitsForTheFirstAttemptAndNoLonger() {
    Endpoints endpoints = Stack.shared().start(Need.REDIS);
    try (TestRedis another = TestRedis.on(endpoints)) {
      RedisCommands there = another.make(RedisStore::commands);
      another.await(() -> another.store().tried());
      assertThat(there.isUp()).isTrue();
    }
    redis.pause();
    try (TestRedis another = TestRedis.on(endpoints)) {
      RedisCommands hanging = another.make(RedisStore::commands);
      another.await(() -> another.store().tried());
      assertThat(hanging.isUp()).isFalse();
    } finally {
      redis.resume();
    }
  }

  @Test
  void failsAtOnceWhileRedisIsStoppedAndWorksWhenItIsBack() {
    redis.stop();
    await().atMost(HEALING).until(() -> !commands.isUp());

    assertAwayAtOnce();
    assertAwayAtOnce();
    await().during(Duration.ofMillis(500)).atMost(HEALING).until(() -> !commands.isUp());

    redis.start();
    assertThat(took(this::awaitUp)).isLessThan(Duration.ofSeconds(2));
    assertThat(ping().toString()).isEqualTo("PONG");
    assertThat(logged()).containsExactly(Level.WARN.toString(), Level.INFO.toString());
  }

  @Test
  void failsWhatWasUnderWayWhenRedisIsKilled() {
    redis.pause();
    Future<Response> underWay = on.onLoop(() -> commands.send(Request.cmd(Command.PING)));
    redis.kill();

    Failure lost = catchThrowableOfType(Failure.class, () -> on.await(underWay));
    assertThat(lost.code()).isEqualTo(CommonFailure.UNAVAILABLE);
    assertThat(RedisRefusal.of(lost)).isEmpty();
  }

  @Test
  void givesUpAConnectionThatHangsAndWorksWhenRedisGoesOn() {
    redis.pause();
    try {
      assertThat(took(this::assertAway)).isBetween(Duration.ofMillis(250), Duration.ofMillis(600));
      assertAwayAtOnce();
      // Connecting succeeds, for the kernel does it; what Redis should answer then never comes.
      await().during(Duration.ofSeconds(1)).atMost(HEALING).until(() -> !commands.isUp());
      assertAwayAtOnce();
    } finally {
      redis.resume();
    }
    awaitUp();
    assertThat(ping().toString()).isEqualTo("PONG");
    assertThat(logged()).containsExactly(Level.WARN.toString(), Level.INFO.toString());
  }

  /** The look at the oldest command comes after what kept the loop, and before the answer. */
  @Test
  void keepsAConnectionWhoseAnswersWaitForThisEventLoop() {
    Promise<Response> answer = Promise.promise();
    on.onLoop(
        () -> {
          Vertx.currentContext()
              .owner()
              .setTimer(
                  1,
                  _ -> {
                    commands.send(Request.cmd(Command.PING)).onComplete(answer);
                    keepBusy(Duration.ofMillis(1_100)); // longer than a command may wait
                  });
          keepBusy(Duration.ofMillis(50)); // the timer and the look are both due by then
          return Future.succeededFuture();
        });

    assertThat(on.await(answer.future()).toString()).isEqualTo("PONG");
    assertThat(logged()).isEmpty();
  }

  private static void keepBusy(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void goesOnWithARedisThatHasForgottenEverything() {
    String key = on.store().key("sum");
    add(key, 2);
    redis.stop();
    redis.start();
    awaitUp();
    on.command(Command.FLUSHALL);

    assertThat(add(key, 3)).isEqualTo(3);
  }

  @Test
  void refusesMoreCommandsThanMayBeUnderWay() {
    open(Map.of("FLOODGATE_REDIS_MAX_COMMANDS", "3"));
    awaitUp();

    List<Future<Response>> sent =
        on.await(
            () ->
                Future.succeededFuture(
                    IntStream.range(0, 5)
                        .mapToObj(_ -> commands.send(Request.cmd(Command.PING)))
                        .toList()));

    assertThat(sent.subList(0, 3)).allSatisfy(answer -> on.await(answer));
    assertThat(sent.subList(3, 5))
        .allSatisfy(
            refused ->
                assertThat(catchThrowableOfType(Failure.class, () -> on.await(refused)).code())
                    .isEqualTo(CommonFailure.UNAVAILABLE));
    assertThat(ping().toString()).isEqualTo("PONG");
  }

  @Test
  void closesWithoutWaitingForWhatIsUnderWay() {
    redis.pause();
    Future<Response> underWay = on.onLoop(() -> commands.send(Request.cmd(Command.PING)));
    try {
      assertThat(took(() -> on.await(on.store().close()))).isLessThan(Duration.ofMillis(200));
      assertThat(catchThrowableOfType(Failure.class, () -> on.await(underWay)).code())
          .isEqualTo(CommonFailure.UNAVAILABLE);
      assertAwayAtOnce();
    } finally {
      redis.resume();
    }
    await().during(Duration.ofMillis(300)).atMost(HEALING).until(() -> !commands.isUp());
  }

  @Test
  void neitherAWrongPasswordNorAMissingOneCountsAsConnected() {
    on.command(Command.CONFIG, "SET", "requirepass", "right");
    try {
      for (String password : List.of("wrong", "")) {
        open(Map.of("FLOODGATE_REDIS_PASSWORD", password));
        await().atMost(HEALING).until(() -> logged().contains("WARN"));
        await().during(Duration.ofMillis(300)).atMost(HEALING).until(() -> !commands.isUp());
        assertAwayAtOnce();
        assertThat(log.list.getFirst().getFormattedMessage())
            .containsPattern("WRONGPASS|NOAUTH")
            .doesNotContain("wrong ");
        log.list.clear();
      }
      open(Map.of("FLOODGATE_REDIS_PASSWORD", "right"));
      awaitUp();
      assertThat(ping().toString()).isEqualTo("PONG");
    } finally {
      on.close();
      on = null;
      open(Map.of("FLOODGATE_REDIS_PASSWORD", "right"));
      awaitUp();
      send(Request.cmd(Command.CONFIG).arg("SET").arg("requirepass").arg(""));
    }
  }

  @Test
  void outlivesTheVerticleThatAskedForItFirst() throws Exception {
    AtomicReference<RedisCommands> asked = new AtomicReference<>();
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    RedisStore store = new RedisStore(vertx, on.config().redis());
    try {
      String first =
          vertx
              .deployVerticle(
                  context -> {
                    asked.set(store.commands());
                    return Future.succeededFuture();
                  })
              .await(5, SECONDS);
      await().atMost(HEALING).until(asked.get()::isUp);
      vertx.undeploy(first).await(5, SECONDS);

      Promise<Response> answer = Promise.promise();
      vertx.runOnContext(_ -> store.commands().send(Request.cmd(Command.PING)).onComplete(answer));
      assertThat(answer.future().await(5, SECONDS).toString()).isEqualTo("PONG");
    } finally {
      store.close().eventually(vertx::close).await(5, SECONDS);
    }
  }
}
