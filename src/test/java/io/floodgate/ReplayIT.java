package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.kafka.DeadLetter;
import io.floodgate.kafka.Topic;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.metrics.Scrape;
import io.floodgate.server.Database;
import io.floodgate.server.Queue;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Need;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import io.floodgate.stack.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Dead letters are put back by hand. */
class ReplayIT {

  private static final Duration HEALING = Duration.ofSeconds(60);

  @Test
  void whatFailsTooOftenBecomesADeadLetterAndIsIssuedOnceItIsPutBack() {
    Map<String, String> variables = new HashMap<>(Queue.QUICK);
    variables.put("FLOODGATE_COUPONS_QUEUE_ATTEMPTS", "2");
    variables.put("FLOODGATE_POSTGRES_CONNECT_TIMEOUT", "300ms");
    variables.put("FLOODGATE_POSTGRES_POOL_TIMEOUT", "300ms");
    variables.put("FLOODGATE_POSTGRES_STATEMENT_TIMEOUT", "1s");
    variables.put("FLOODGATE_POSTGRES_LOCK_TIMEOUT", "1s");
    Database database = Database.freshWithKafka().with(20, 1, 0, 0);
    long coupon = database.coupon(20);
    try (Wire wire = Wire.to(database.endpoints());
        TestServer server = TestServer.on(wire.endpoints(), variables)) {
      await().atMost(HEALING).until(() -> database.hasGate(coupon));
      List<String> tickets = new ArrayList<>();
      try (Sql.Held _ = database.holdCoupon(coupon)) {
        for (long user = 1; user <= 20; user++) {
          tickets.add(Queue.put(server.client(), coupon, user));
        }
        wire.hang();
        wire.cut();
      }
      await().atMost(HEALING).until(() -> letters(database).size() >= 20);
      wire.heal();
      wire.cut();
      List<Topic.Found> letters = letters(database);
      assertThat(letters).hasSize(20);
      await()
          .atMost(HEALING)
          .until(
              () ->
                  Scrape.of(server.port())
                          .value("floodgate_dead_letters_total", "group", "coupon.issue")
                      == 20);
      assertThat(letters)
          .allSatisfy(
              letter ->
                  assertThat(letter.headers())
                      .containsEntry(DeadLetter.ATTEMPTS, "2")
                      .containsKey("traceparent"));
      assertThat(tickets)
          .allMatch(
              ticket ->
                  Queue.look(server.client(), ticket).path("status").asText().equals("QUEUED"));

      assertThat(replay(database, "coupon.issue", "--dry-run")).contains("dead letters: 20");
      assertThat(replay(database, "coupon.issue", "--limit", "5"))
          .contains("after 2 attempts")
          .contains("messages put back: 5");
      Queue.awaitIssued(database, coupon, 5);
      assertThat(replay(database, "coupon.issue")).contains("messages put back: 15");
      Queue.awaitIssued(database, coupon, 20);
      assertThat(replay(database, "coupon.issue", "--json"))
          .isEqualToIgnoringNewLines(
              "{\"topic\":\"coupon.issue\",\"dryRun\":false,\"count\":0,\"letters\":[]}");

      assertThat(new Topic(database.endpoints(), "coupon.issue").all())
          .hasSize(40)
          .allSatisfy(
              message ->
                  assertThat(message.headers()).containsKey("traceparent").hasSizeLessThan(3))
          .filteredOn(message -> message.headers().size() == 2)
          .hasSize(20)
          .allSatisfy(
              back ->
                  assertThat(back.headers())
                      .containsEntry(DeadLetter.REPLAYED_FOR, "coupon.issue"));
      Queue.assertIssued(database, coupon, 20);
      server.assertInvariantsHold();
    }
  }

  @Test
  void saysWhatIsWrongInsteadOfPuttingBack() {
    Endpoints endpoints = Stack.shared().freshDatabase(Need.KAFKA);
    CommandLineRun unknown = run(endpoints, "coupon.issue");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err())
        .contains("there is no topic " + endpoints.kafka().topicPrefix() + "coupon.issue.dlq");

    CommandLineRun none = run(endpoints.withoutKafka(), "coupon.issue");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).contains("there is no Kafka: kafka.bootstrap is empty");

    Stack.shared().embedded().kafka().stop();
    try {
      CommandLineRun away = run(endpoints, "coupon.issue");
      assertThat(away.exitCode()).isEqualTo(3);
      assertThat(away.err())
          .startsWith("Kafka at " + endpoints.kafka().bootstrap() + " does not answer");
    } finally {
      Stack.shared().embedded().kafka().start();
    }
    assertThat(run(endpoints, "coupon.issue", "--limit", "0").exitCode()).isEqualTo(2);
    assertThat(run(endpoints).exitCode()).isEqualTo(2);
  }

  private static String replay(Database database, String... arguments) {
    CommandLineRun run = run(database.endpoints(), arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  private static CommandLineRun run(Endpoints endpoints, String... arguments) {
    List<String> line = new ArrayList<>(List.of("replay", "dead-letters"));
    line.addAll(Arrays.asList(arguments));
    return CommandLineRun.of(StackConfig.variables(endpoints), line.toArray(String[]::new));
  }

  private static List<Topic.Found> letters(Database database) {
    return new Topic(database.endpoints(), "coupon.issue.dlq").all();
  }
}
