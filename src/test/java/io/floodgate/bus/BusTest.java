package io.floodgate.bus;

import static io.floodgate.base.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {

  private static final int LOOPS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
  private final Bus bus = new Bus(vertx);

  private sealed interface TestAsk<A> extends Ask<A> {
    /** Answers with the message itself. */
    record Echo(String text) implements TestAsk<Echo> {}

    record Refuse() implements TestAsk<Void> {}

    record Throw() implements TestAsk<Void> {}

    record Fail() implements TestAsk<Void> {}

    record NeverAnswer() implements TestAsk<Void> {}

    /** Answers with the thread that it was answered on. */
    record Where() implements TestAsk<String> {}

    /** Answers with what travelled beside the message. */
    record Beside() implements TestAsk<Call> {}

    /** Answers with the number of the instance. */
    record ByKey(long laneKey) implements TestAsk<Integer>, Laned {}
  }

  private final class TestVerticle extends VerticleBase {
    private final int number;

    TestVerticle(int number) {
      this.number = number;
    }

    @Override
    public Future<?> start() {
      bus.open(TestAsk.class, this::answer);
      return Future.succeededFuture();
    }

    private Future<?> answer(TestAsk<?> ask, Call call) {
      return switch (ask) {
        case TestAsk.Echo echo -> Future.succeededFuture(echo);
        case TestAsk.Refuse refuse -> Future.failedFuture(Failure.of(CommonFailure.FORBIDDEN));
        case TestAsk.Throw thrown -> throw new IllegalStateException("thrown");
        case TestAsk.Fail fail -> Future.failedFuture(new IllegalStateException("failed"));
        case TestAsk.NeverAnswer never -> Promise.promise().future();
        case TestAsk.Where where -> Future.succeededFuture(Thread.currentThread().getName());
        case TestAsk.Beside beside -> Future.succeededFuture(call);
        case TestAsk.ByKey byKey -> Future.succeededFuture(number);
      };
    }
  }

  @AfterEach
  void close() throws TimeoutException {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private String deploy(int instances) throws TimeoutException {
    List<Integer> numbers =
        new CopyOnWriteArrayList<>(IntStream.range(0, instances).boxed().toList());
    return vertx
        .deployVerticle(
            () -> new TestVerticle(numbers.removeFirst()),
            new DeploymentOptions().setInstances(instances))
        .await(10, TimeUnit.SECONDS);
  }

  private <A> A ask(Ask<A> message) {
    return ask(message, new Call(Deadline.after(PATIENCE), ""));
  }

  private <A> A ask(Ask<A> message, Call call) {
    try {
      return bus.ask(message, call).await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer to " + message, e);
    }
  }

  @Test
  void handsRecordsOverAsTheyAre() throws Exception {
    deploy(1);
    TestAsk.Echo message = new TestAsk.Echo("as it is");

    assertThat(ask(message)).isSameAs(message);
  }

  @Test
  void carriesDeadlineAndTraceBesideTheMessage() throws Exception {
    deploy(1);
    Call call = new Call(Deadline.after(PATIENCE), "00-trace");

    assertThat(ask(new TestAsk.Beside(), call)).isSameAs(call);
  }

  @Test
  void passesARefusalThroughAsItIs() throws Exception {
    deploy(1);

    assertRefused(CommonFailure.FORBIDDEN, () -> ask(new TestAsk.Refuse()));
  }

  @Test
  void answersForADomainThatThrowsOrFails() throws Exception {
    deploy(1);

    for (TestAsk<Void> broken : List.of(new TestAsk.Throw(), new TestAsk.Fail())) {
      Failure failure = assertRefused(CommonFailure.INTERNAL, () -> ask(broken));
      assertThat(failure.getCause()).isInstanceOf(IllegalStateException.class);
    }
    assertThat(ask(new TestAsk.Echo("still here")).text()).isEqualTo("still here");
  }

  @Test
  void isUnavailableWhereNobodyHasOpenedTheDoor() {
    assertRefused(CommonFailure.UNAVAILABLE, () -> ask(new TestAsk.Echo("anyone?")));
  }

  @Test
  void isUnavailableOnceTheDoorIsClosed() throws Exception {
    String deployment = deploy(2);
    vertx.undeploy(deployment).await(10, TimeUnit.SECONDS);

    assertRefused(CommonFailure.UNAVAILABLE, () -> ask(new TestAsk.Echo("anyone?")));
    assertRefused(CommonFailure.UNAVAILABLE, () -> ask(new TestAsk.ByKey(7)));
  }

  @Test
  void doesNotKnowTheOutcomeWhenNoAnswerComesBeforeTheDeadline() throws Exception {
    deploy(1);
    Call hurried = new Call(Deadline.after(Duration.ofMillis(50)), "");

    assertRefused(CommonFailure.UNKNOWN, () -> ask(new TestAsk.NeverAnswer(), hurried));
  }

  @Test
  void bringsMessagesOfOneKeyToOneInstanceFromWhereverTheyCome() throws Exception {
    deploy(LOOPS);

    Set<Integer> seen = new HashSet<>();
    for (long key : new long[] {0, 1, 2, 42, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      int here = ask(new TestAsk.ByKey(key));
      assertThat(onEveryLoop(new TestAsk.ByKey(key))).extracting(Answer::value).containsOnly(here);
      seen.add(here);
    }
    assertThat(seen).as("more than one instance has work").hasSizeGreaterThan(1);
  }

  @Test
  void spreadsKeysOverAllInstances() throws Exception {
    deploy(LOOPS);

    assertThat(LongStream.range(0, 50).mapToObj(key -> ask(new TestAsk.ByKey(key))))
        .contains(0, 1, 2);
  }

  @Test
  void staysOnTheAskersOwnEventLoop() throws Exception {
    deploy(LOOPS);

    assertThat(onEveryLoop(new TestAsk.Where()))
        .hasSize(LOOPS)
        .allSatisfy(answer -> assertThat(answer.value()).isEqualTo(answer.asker()));
  }

  @Test
  void answersAThreadThatHasNoEventLoop() throws Exception {
    deploy(LOOPS);

    assertThat(ask(new TestAsk.Where())).isNotEqualTo(Thread.currentThread().getName());
  }

  private record Answer<A>(String asker, A value) {}

  /** Asks once from each event loop. */
  private <A> List<Answer<A>> onEveryLoop(Ask<A> message) throws TimeoutException {
    List<Answer<A>> answers = new CopyOnWriteArrayList<>();
    vertx
        .deployVerticle(
            () ->
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    String asker = Thread.currentThread().getName();
                    return bus.ask(message, new Call(Deadline.after(PATIENCE), ""))
                        .onSuccess(value -> answers.add(new Answer<>(asker, value)));
                  }
                },
            new DeploymentOptions().setInstances(LOOPS))
        .await(10, TimeUnit.SECONDS);
    return answers;
  }
}
