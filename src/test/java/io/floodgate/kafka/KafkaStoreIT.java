package io.floodgate.kafka;

import static io.floodgate.base.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Need;
import io.floodgate.stack.Stack;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages through a real Kafka, and what becomes of them while it is away. */
class KafkaStoreIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<String, String> VARIABLES =
      Map.of(
          "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms",
          "FLOODGATE_KAFKA_SEND_TIMEOUT", "1500ms",
          "FLOODGATE_KAFKA_SESSION_TIMEOUT", "2s",
          "FLOODGATE_KAFKA_PARTITIONS", "2",
          "FLOODGATE_KAFKA_MAX_UNSENT", "1000");

  private final Endpoints endpoints = Stack.shared().freshDatabase(Need.KAFKA);
  private final Config.Kafka config = StackConfig.of(endpoints, List.of(), VARIABLES).kafka();
  private final Vertx vertx = Vertx.vertx();
  private final KafkaStore kafka = new KafkaStore(vertx, config);
  private final ConcurrentLinkedQueue<String> processed = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() throws TimeoutException {
    kafka.close().eventually(vertx::close).await(20, TimeUnit.SECONDS);
  }

  private final class Reader extends VerticleBase {
    private final KafkaStore store;
    private final List<String> topics;
    private final Processor processor;
    private Consumption consumption;

    Reader(KafkaStore store, List<String> topics, Processor processor) {
      this.store = store;
      this.topics = topics;
      this.processor = processor;
    }

    @Override
    public Future<?> start() {
      consumption =
          store.consume(
              new Subscription(
                  topics,
                  "readers",
                  100,
                  3,
                  Duration.ofMillis(10),
                  Duration.ofMillis(50),
                  Duration.ZERO),
              processor);
      return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
      return consumption.close();
    }
  }

  private String read(Processor processor) throws TimeoutException {
    return vertx
        .deployVerticle(new Reader(kafka, List.of("words"), processor))
        .await(5, TimeUnit.SECONDS);
  }

  private Future<Void> keep(Received received) {
    processed.add(text(received));
    return Future.succeededFuture();
  }

  private static String text(Received received) {
    return new String(received.message().value(), StandardCharsets.UTF_8);
  }

  private static Message word(String key, String word) {
    return Message.of(
        "words",
        key,
        word.getBytes(StandardCharsets.UTF_8),
        Message.Header.of("traceparent", "00-" + word));
  }

  private void awaitReady() {
    await().atMost(PATIENCE).until(() -> kafka.sender().isReady("words"));
  }

  @Test
  void looksAtOnceForATopicThatIsDeclaredBetweenTwoProbes() throws TimeoutException {
    Map<String, String> seldom = new HashMap<>(VARIABLES);
    seldom.put("FLOODGATE_KAFKA_PROBE_INTERVAL", "1m");
    KafkaStore store = new KafkaStore(vertx, StackConfig.of(endpoints, List.of(), seldom).kafka());
    try {
      await().atMost(PATIENCE).until(() -> store.upFor().isPresent());
      store.declare("late");
      await().atMost(PATIENCE).until(() -> store.sender().isReady("late"));
    } finally {
      store.close().await(20, TimeUnit.SECONDS);
    }
  }

  private void send(Message message) throws TimeoutException {
    kafka.sender().send(message).await(20, TimeUnit.SECONDS);
  }

  private Topic topic(String name) {
    return new Topic(endpoints, name);
  }

  @Test
  void processesWhatWasSentInTheOrderOfItsKeyAndCommitsIt() throws TimeoutException {
    read(this::keep);
    awaitReady();
    List<Future<Void>> sent =
        IntStream.range(0, 500).mapToObj(i -> kafka.sender().send(word("a", "w" + i))).toList();
    Future.all(sent).await(20, TimeUnit.SECONDS);

    await().atMost(PATIENCE).until(() -> processed.size() >= 500);
    assertThat(processed)
        .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(i -> "w" + i).toList());
    await().atMost(PATIENCE).until(() -> topic("words").lag("readers") == 0);
  }

  @Test
  void refusesMoreThanMayBeUnderWay() {
    kafka.declare("words");
    awaitReady();
    List<Future<Void>> sent =
        IntStream.range(0, 5_000).mapToObj(i -> kafka.sender().send(word("a", "w" + i))).toList();
    Future.join(sent).otherwiseEmpty().await();

    assertThat(sent.stream().filter(Future::succeeded).count()).isGreaterThanOrEqualTo(1_000);
    List<Future<Void>> refused = sent.stream().filter(Future::failed).toList();
    assertThat(refused).isNotEmpty();
    assertThat(refused)
        .allSatisfy(
            one -> assertThat(((Failure) one.cause()).code()).isEqualTo(CommonFailure.UNAVAILABLE));
    assertThat(topic("words").all()).hasSize(5_000 - refused.size());
    assertThat(kafka.sender().send(word("a", "later")).otherwiseEmpty().await()).isNull();
  }

  @Test
  void putsTheUnreadableAndWhatFailsAgainAndAgainToTheDeadLettersAndGoesOn()
      throws TimeoutException {
    ConcurrentLinkedQueue<Instant> attempts = new ConcurrentLinkedQueue<>();
    read(
        received -> {
          switch (text(received)) {
            case "nonsense" -> throw new Unreadable("no word");
            case "hopeless" -> {
              attempts.add(Instant.now());
              return Future.failedFuture(Failure.of(CommonFailure.INTERNAL));
            }
            default -> {
              return keep(received);
            }
          }
        });
    awaitReady();
    for (String word : List.of("before", "nonsense", "between", "hopeless", "after")) {
      send(word("a", word));
    }

    await().atMost(PATIENCE).until(() -> topic("words").lag("readers") == 0);
    assertThat(processed).containsExactly("before", "between", "after");
    assertThat(attempts).hasSize(3);
    List<Topic.Found> letters = topic("words.dlq").all();
    assertThat(letters).extracting(Topic.Found::value).containsExactly("nonsense", "hopeless");
    assertThat(letters).extracting(Topic.Found::key).containsOnly("a");
    assertThat(letters.getFirst().headers())
        .containsEntry("traceparent", "00-nonsense")
        .containsEntry(DeadLetter.ATTEMPTS, "1")
        .containsEntry(DeadLetter.TOPIC, endpoints.kafka().topicPrefix() + "words")
        .containsEntry(DeadLetter.OFFSET, "1")
        .containsEntry(DeadLetter.GROUP, "readers")
        .hasEntrySatisfying(DeadLetter.ERROR, error -> assertThat(error).contains("no word"));
    assertThat(letters.getLast().headers())
        .containsEntry(DeadLetter.ATTEMPTS, "3")
        .containsEntry(DeadLetter.ERROR, "INTERNAL")
        .hasEntrySatisfying(
            DeadLetter.FIRST_FAILURE,
            first -> assertThat(Instant.parse(first)).isBefore(Instant.now()));
  }

  @Test
  void oneMemberConsumesSeveralTopicsEachWithItsOwnDeadLetters() throws TimeoutException {
    ConcurrentLinkedQueue<String> from = new ConcurrentLinkedQueue<>();
    vertx
        .deployVerticle(
            new Reader(
                kafka,
                List.of("words", "names"),
                received -> {
                  from.add(received.message().topic() + " " + text(received));
                  return text(received).equals("nonsense")
                      ? Future.failedFuture(new Unreadable("no name"))
                      : Future.succeededFuture();
                }))
        .await(5, TimeUnit.SECONDS);
    awaitReady();
    await().atMost(PATIENCE).until(() -> kafka.sender().isReady("names"));
    send(word("a", "word"));
    send(name("nonsense"));
    send(name("name"));

    await()
        .atMost(PATIENCE)
        .until(() -> topic("words").lag("readers") == 0 && topic("names").lag("readers") == 0);
    assertThat(from)
        .containsExactlyInAnyOrder("words word", "names nonsense", "names name")
        .containsSubsequence("names nonsense", "names name");
    assertThat(topic("words.dlq").all()).isEmpty();
    assertThat(topic("names.dlq").all())
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.headers())
                    .containsEntry(DeadLetter.TOPIC, endpoints.kafka().topicPrefix() + "names"));
  }

  @Test
  void whatWasPutBackForAnotherGroupIsPassedOver() throws TimeoutException {
    read(this::keep);
    awaitReady();
    send(replayed("theirs", "others"));
    send(replayed("ours", "readers"));

    await().atMost(PATIENCE).until(() -> topic("words").lag("readers") == 0);
    assertThat(processed).containsExactly("ours");
  }

  private static Message replayed(String word, String group) {
    return Message.of(
        "words",
        "a",
        word.getBytes(StandardCharsets.UTF_8),
        Message.Header.of(DeadLetter.REPLAYED_FOR, group));
  }

  private static Message name(String name) {
    return Message.of("names", "a", name.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPartitionThatIsHeldUpHoldsUpNoOther() throws TimeoutException {
    read(
        received ->
            text(received).startsWith("stuck")
                ? vertx.timer(60, TimeUnit.SECONDS).mapEmpty()
                : keep(received));
    awaitReady();
    String other =
        IntStream.range(0, 50)
            .mapToObj(i -> "k" + i)
            .filter(this::isElsewhere)
            .findFirst()
            .orElseThrow();
    send(word("a", "stuck"));
    send(word(other, "free"));

    await().atMost(PATIENCE).until(() -> processed.contains("free"));
    assertThat(topic("words").lag("readers")).isGreaterThanOrEqualTo(1);
  }

  private boolean isElsewhere(String key) {
    return partition(key) != partition("a");
  }

  private static int partition(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return org.apache.kafka.common.utils.Utils.toPositive(
            org.apache.kafka.common.utils.Utils.murmur2(bytes))
        % 2;
  }

  @Test
  void whatIsNotDoneWhenAMemberLeavesIsDoneByAnother() throws TimeoutException {
    String first = read(received -> vertx.timer(60, TimeUnit.SECONDS).mapEmpty());
    awaitReady();
    send(word("a", "left"));
    await().atMost(PATIENCE).until(() -> topic("words").lag("readers") == 1);
    vertx.undeploy(first).await(20, TimeUnit.SECONDS);

    read(this::keep);
    await().atMost(PATIENCE).until(() -> processed.contains("left"));
  }

  @Test
  void twoMembersShareThePartitionsAndBetweenThemNothingIsLost() throws TimeoutException {
    KafkaStore second = new KafkaStore(vertx, config);
    ConcurrentLinkedQueue<String> others = new ConcurrentLinkedQueue<>();
    read(this::keep);
    awaitReady();
    List<String> words = new ArrayList<>();
    try {
      vertx
          .deployVerticle(
              new Reader(
                  second,
                  List.of("words"),
                  received -> {
                    others.add(text(received));
                    return Future.succeededFuture();
                  }))
          .await(5, TimeUnit.SECONDS);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (int i = 0; i < 20; i++) {
                  words.add("w" + words.size());
                  send(word("k" + words.size(), words.getLast()));
                }
                return !others.isEmpty();
              });
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                List<String> all = new ArrayList<>(processed);
                all.addAll(others);
                assertThat(all).containsAll(words);
              });
    } finally {
      second.close().await(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void refusesAtOnceWhileKafkaIsAwayAndGoesOnByItselfWhenItIsBack() throws TimeoutException {
    read(this::keep);
    awaitReady();
    send(word("a", "before"));
    Stack.shared().embedded().kafka().stop();
    try {
      await().atMost(PATIENCE).until(() -> !kafka.sender().isReady("words"));
      Future<Void> refused = kafka.sender().send(word("a", "lost"));
      assertThat(refused.isComplete()).isTrue();
      assertRefused(
          CommonFailure.UNAVAILABLE,
          () -> {
            throw (Failure) refused.cause();
          });
    } finally {
      Stack.shared().embedded().kafka().start();
    }
    awaitReady();
    await()
        .atMost(PATIENCE)
        .until(() -> kafka.sender().send(word("a", "after")).map(true).otherwise(false).await());
    await().atMost(PATIENCE).until(() -> processed.contains("after"));
    assertThat(processed).contains("before").doesNotContain("lost");
  }

  @Test
  void whatMayHaveBeenSentIsUnknownAndNotUnavailable() throws TimeoutException {
    kafka.declare("words");
    awaitReady();
    send(word("a", "before"));
    Stack.shared().embedded().kafka().pause();
    Future<Void> sent;
    try {
      sent = kafka.sender().send(word("a", "who knows"));
      await().atMost(PATIENCE).until(sent::isComplete);
    } finally {
      Stack.shared().embedded().kafka().resume();
    }
    assertRefused(
        CommonFailure.UNKNOWN,
        () -> {
          throw (Failure) sent.cause();
        });
  }
}
