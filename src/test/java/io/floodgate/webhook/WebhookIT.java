package io.floodgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.CommandLineRun;
import io.floodgate.config.Config;
import io.floodgate.kafka.DeadLetter;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.kafka.Message;
import io.floodgate.kafka.Topic;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.Place;
import io.floodgate.outbox.ToldEvent;
import io.floodgate.stack.Need;
import io.floodgate.stack.Stack;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events from a real Kafka to a real HTTPS server. */
class WebhookIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Instant TIME = Instant.parse("2026-11-20T03:04:05.678Z");

  @TempDir private static Path folder;

  private static Certificate certificate;

  private final Endpoints endpoints = Stack.shared().freshDatabase(Need.KAFKA);
  private final Platform platform = new Platform(certificate);
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger sequence = new AtomicInteger();
  private KafkaStore kafka;
  private String deployed;

  @BeforeAll
  static void certify() {
    certificate = Certificate.of(folder, "dns:localhost");
  }

  @AfterEach
  void close() throws TimeoutException {
    vertx.undeploy(deployed).await(20, TimeUnit.SECONDS);
    kafka.close().eventually(vertx::close).await(20, TimeUnit.SECONDS);
    platform.close();
  }

  /**
   * @param over names and values in turn
   */
  private void start(String... over) {
    Map<String, String> variables = new HashMap<>();
    variables.put("FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms");
    variables.put("FLOODGATE_KAFKA_SESSION_TIMEOUT", "2s");
    variables.put("FLOODGATE_KAFKA_PARTITIONS", "2");
    variables.put("FLOODGATE_KAFKA_SEND_TIMEOUT", "15s"); // fresh topics on a machine that is busy
    variables.put("FLOODGATE_WEBHOOK_URL", platform.url());
    variables.put("FLOODGATE_WEBHOOK_SECRET", Platform.SECRET);
    variables.put("FLOODGATE_WEBHOOK_CA_FILE", platform.caFile());
    variables.put("FLOODGATE_WEBHOOK_ALLOW_PRIVATE", "true");
    variables.put("FLOODGATE_WEBHOOK_MAX_BATCH", "10");
    variables.put("FLOODGATE_WEBHOOK_TIMEOUT", "3s");
    variables.put("FLOODGATE_WEBHOOK_BACKOFF", "20ms");
    variables.put("FLOODGATE_WEBHOOK_MAX_BACKOFF", "200ms");
    variables.put("FLOODGATE_WEBHOOK_BREAKER_PAUSE", "300ms");
    for (int i = 0; i < over.length; i += 2) {
      variables.put("FLOODGATE_WEBHOOK_" + over[i], over[i + 1]);
    }
    Config config = StackConfig.of(endpoints, List.of(), variables);
    kafka = new KafkaStore(vertx, config.kafka());
    try {
      deployed =
          vertx
              .deployVerticle(new WebhookVerticle(config.webhook(), kafka, new PostCounts()))
              .await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Stream.of(Aggregate.values())
                    .flatMap(it -> Stream.of(it.topic(), DeadLetter.topicOf(it.topic())))
                    .allMatch(kafka.sender()::isReady));
  }

  private ToldEvent event(Aggregate aggregate, long id, long version) {
    String data =
        "{\"schemaVersion\":1,\"of\":%d,\"name\":\"이름 \\\"%d\\\"\"}".formatted(id, version);
    return new ToldEvent(
        aggregate,
        id,
        version,
        "SomethingHappened",
        TIME,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        new Place((int) (id % 8), sequence.incrementAndGet(), 1, 42, false),
        data.getBytes(StandardCharsets.UTF_8));
  }

  /** Versions 1 to so many of one aggregate. */
  private List<ToldEvent> events(Aggregate aggregate, long id, int versions) {
    return IntStream.rangeClosed(1, versions)
        .mapToObj(version -> event(aggregate, id, version))
        .toList();
  }

  private void send(List<ToldEvent> events) {
    sendMessages(events.stream().map(ToldEvent::message).toList());
  }

  private void sendMessages(List<Message> messages) {
    try {
      Future.all(messages.stream().map(kafka.sender()::send).toList()).await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> ids(List<ToldEvent> events) {
    return events.stream().map(ToldEvent::id).toList();
  }

  private void awaitAccepted(List<ToldEvent> events) {
    await().atMost(PATIENCE).until(() -> platform.accepted().keySet().containsAll(ids(events)));
  }

  private List<Topic.Found> letters(String topic) {
    return new Topic(endpoints, DeadLetter.topicOf(topic)).all();
  }

  private void awaitAllWorkedOff(String topic) {
    await().atMost(PATIENCE).until(() -> new Topic(endpoints, topic).lag("webhook") == 0);
  }

  @Test
  void postsTheEventsOfAllTopicsSignedInBatchesAndInTheirOrder() {
    start();
    List<ToldEvent> all = new ArrayList<>();
    for (Aggregate aggregate : Aggregate.values()) {
      all.addAll(events(aggregate, 7, 25));
      all.addAll(events(aggregate, 8, 25));
    }
    send(all);
    awaitAccepted(all);

    assertThat(platform.posts())
        .allSatisfy(
            post -> {
              assertThat(post.headers().get("content-type"))
                  .startsWith("application/cloudevents-batch+json");
              assertThat(post.isSigned()).isTrue();
              assertThat(post.events()).hasSizeBetween(1, 10);
              assertThat(post.path()).isEqualTo("/events?of=shop");
              assertThat(Long.parseLong(post.headers().get("webhook-timestamp")))
                  .isBetween(post.at().getEpochSecond() - 2, post.at().getEpochSecond());
            })
        .extracting(post -> post.headers().get("webhook-id"))
        .doesNotHaveDuplicates();
    assertThat(platform.posts().size()).as("they come in batches").isLessThan(all.size() / 2);
    assertThat(platform.accepted()).hasSize(all.size());
    for (Aggregate aggregate : Aggregate.values()) {
      for (long id : List.of(7L, 8L)) {
        assertThat(platform.accepted().keySet().stream().filter(isOf(aggregate, id)).toList())
            .isEqualTo(ids(events(aggregate, id, 25)));
      }
    }
  }

  private static java.util.function.Predicate<String> isOf(Aggregate aggregate, long id) {
    return event -> event.startsWith(aggregate + "-" + id + "-");
  }

  @Test
  void anEventIsACloudEventWithWhatItsHeadersSay() {
    start();
    ToldEvent told = event(Aggregate.USER_COUPON, 12, 3);
    send(List.of(told));
    awaitAccepted(List.of(told));
    JsonNode event = platform.accepted().get(told.id());
    assertThat(event.path("specversion").asText()).isEqualTo("1.0");
    assertThat(event.path("id").asText()).isEqualTo("USER_COUPON-12-3");
    assertThat(event.path("source").asText()).isEqualTo("/floodgate");
    assertThat(event.path("type").asText()).isEqualTo("SomethingHappened");
    assertThat(event.path("time").asText()).isEqualTo("2026-11-20T03:04:05.678Z");
    assertThat(event.path("subject").asText()).isEqualTo("12");
    assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
    assertThat(event.path("aggregate").asText()).isEqualTo("USER_COUPON");
    assertThat(event.path("version").isInt()).isTrue();
    assertThat(event.path("version").asInt()).isEqualTo(3);
    assertThat(event.path("traceparent").asText()).isEqualTo(told.traceparent());
    assertThat(event.path("floodgateplace").asText()).isEqualTo(told.place().text());
    assertThat(event.path("data").path("name").asText()).isEqualTo("이름 \"3\"");
    assertThat(event.properties()).hasSize(12);
  }

  @Test
  void triesAgainWithTheSameIdAndPostsNothingOfThePartitionMeanwhile() {
    start();
    AtomicInteger failures = new AtomicInteger();
    platform.answers(
        (post, response) -> {
          boolean fails = post.holds("ORDER-1-1\"") && failures.incrementAndGet() <= 3;
          Platform.end(
              post, response, fails ? List.of(500, 401, 302).get(failures.get() - 1) : 204);
        });
    List<ToldEvent> first = events(Aggregate.ORDER, 1, 1);
    send(first);
    await().atMost(PATIENCE).until(() -> failures.get() >= 1);
    List<ToldEvent> later = List.of(event(Aggregate.ORDER, 1, 2), event(Aggregate.ORDER, 1, 3));
    send(later);
    awaitAccepted(later);

    List<Platform.Post> posts = platform.posts();
    assertThat(posts.subList(0, 4)).allSatisfy(it -> assertThat(it.ids()).isEqualTo(ids(first)));
    assertThat(posts.subList(0, 4).stream().map(it -> it.headers().get("webhook-id")).distinct())
        .hasSize(1);
    assertThat(posts).allMatch(Platform.Post::isSigned);
    assertThat(platform.accepted().keySet()).containsExactly("ORDER-1-1", "ORDER-1-2", "ORDER-1-3");
  }

  @Test
  void waitsAsLongAsThePlatformAsksButNotForever() {
    start("MAX_BACKOFF", "1s");
    AtomicInteger posts = new AtomicInteger();
    platform.answers(
        (post, response) -> {
          int number = posts.incrementAndGet();
          if (number == 1) {
            response.putHeader("Retry-After", "86400");
          }
          Platform.end(post, response, number == 1 ? 429 : 204);
        });
    List<ToldEvent> one = events(Aggregate.ORDER, 1, 1);
    send(one);
    awaitAccepted(one);
    Duration between = Duration.between(platform.posts().get(0).at(), platform.posts().get(1).at());
    assertThat(between).isBetween(Duration.ofMillis(990), Duration.ofSeconds(4));
  }

  @Test
  void leavesAPlatformAloneThatIsDownAndAsksWithASinglePost() {
    start("BREAKER_FAILURES", "3", "BREAKER_PAUSE", "1s", "BACKOFF", "1ms", "MAX_BACKOFF", "2ms");
    platform.answers(503);
    List<ToldEvent> all = new ArrayList<>();
    for (Aggregate aggregate : Aggregate.values()) {
      for (long id = 1; id <= 8; id++) {
        all.addAll(events(aggregate, id, 2));
      }
    }
    send(all);
    await().atMost(PATIENCE).until(() -> platform.posts().size() >= 3);
    Instant opened = platform.posts().get(2).at();
    // What was under way when the third failed is at most what may be.
    await()
        .atMost(PATIENCE)
        .until(() -> platform.posts().getLast().at().isAfter(opened.plusMillis(900)));
    List<Platform.Post> later =
        platform.posts().stream().filter(it -> it.at().isAfter(opened.plusMillis(500))).toList();
    assertThat(platform.posts().size() - later.size()).isLessThanOrEqualTo(3 + 8);
    assertThat(later).as("a single one").hasSize(1);
    platform.accepts();
    awaitAccepted(all);

    assertThat(platform.accepted()).hasSize(all.size());
    for (Aggregate aggregate : Aggregate.values()) {
      assertThat(letters(aggregate.topic())).isEmpty();
    }
    assertThat(platform.mostUnderWay()).isLessThanOrEqualTo(8);
  }

  @Test
  void whatIsNotTakenBecomesDeadLettersAndIsPostedOnceItIsPutBack() {
    start("ATTEMPTS", "3");
    platform.answers(
        (post, response) -> Platform.end(post, response, post.holds("ORDER-1-") ? 500 : 204));
    List<ToldEvent> refused = events(Aggregate.ORDER, 1, 4);
    List<ToldEvent> free = events(Aggregate.PAYMENT, 2, 4);
    send(refused);
    send(free);
    awaitAccepted(free);
    await().atMost(PATIENCE).until(() -> letters("order.events").size() >= 4);
    awaitAllWorkedOff("order.events");

    List<Topic.Found> letters = letters("order.events");
    assertThat(letters).extracting(it -> it.headers().get("ce_id")).isEqualTo(ids(refused));
    assertThat(letters)
        .allSatisfy(
            letter ->
                assertThat(letter.headers())
                    .containsEntry(DeadLetter.GROUP, "webhook")
                    .containsEntry(DeadLetter.ATTEMPTS, "3")
                    .hasEntrySatisfying(
                        DeadLetter.ERROR, error -> assertThat(error).contains("answered 500")));
    platform.accepts();
    List<ToldEvent> next = List.of(event(Aggregate.ORDER, 1, 5));
    send(next);
    awaitAccepted(next);
    assertThat(
            CommandLineRun.of(
                    StackConfig.variables(endpoints), "replay", "dead-letters", "order.events")
                .out())
        .contains("of webhook after 3 attempts", "messages put back: 4");
    awaitAccepted(refused);
    assertThat(platform.accepted()).hasSize(9);
    assertThat(letters("payment.events")).isEmpty();
  }

  @Test
  void whatIsRefusedForItsOwnSakeOrIsNoEventBecomesADeadLetterAtOnce() {
    start("ATTEMPTS", "1000");
    platform.answers(
        (post, response) -> Platform.end(post, response, post.holds("ORDER-1-1\"") ? 422 : 204));
    send(events(Aggregate.ORDER, 1, 1));
    await().atMost(PATIENCE).until(() -> letters("order.events").size() == 1);
    Message good = event(Aggregate.ORDER, 1, 3).message();
    List<Message.Header> headers = good.headers();
    sendMessages(
        List.of(
            Message.of("order.events", "1", "nonsense".getBytes(StandardCharsets.UTF_8)),
            new Message(
                "order.events", good.key(), "[1]".getBytes(StandardCharsets.UTF_8), headers),
            new Message(
                "order.events", good.key(), "{}{}".getBytes(StandardCharsets.UTF_8), headers),
            event(Aggregate.ORDER, 1, 4).message()));
    awaitAllWorkedOff("order.events");

    assertThat(letters("order.events"))
        .hasSize(4)
        .allSatisfy(letter -> assertThat(letter.headers()).containsEntry(DeadLetter.ATTEMPTS, "1"));
    assertThat(platform.accepted().keySet()).isEqualTo(Set.of("ORDER-1-4"));
  }

  @Test
  void aPlatformThatHangsIsGivenUpInTimeAndGetsItAgain() {
    start("TIMEOUT", "400ms");
    platform.hangs();
    List<ToldEvent> all = events(Aggregate.ORDER, 1, 5);
    send(all);
    await().atMost(PATIENCE).until(() -> platform.posts().size() >= 2);
    platform.accepts();
    awaitAccepted(all);
    assertThat(letters("order.events")).isEmpty();
  }

  @Test
  void aNodeThatStopsLeavesWhatIsNotTakenToTheNext() throws TimeoutException {
    start("BREAKER_PAUSE", "1m", "BREAKER_FAILURES", "1");
    platform.answers(500);
    List<ToldEvent> all = events(Aggregate.ORDER, 1, 5);
    send(all);
    await().atMost(PATIENCE).until(() -> !platform.posts().isEmpty());
    long begin = System.nanoTime();
    vertx.undeploy(deployed).await(20, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("it waits for nothing that is not under way")
        .isLessThan(Duration.ofMillis(2_500));
    kafka.close().await(20, TimeUnit.SECONDS);

    platform.accepts();
    start();
    awaitAccepted(all);
    assertThat(letters("order.events")).isEmpty();
  }
}
