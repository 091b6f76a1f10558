package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.kafka.DeadLetter;
import io.floodgate.kafka.Topic;
import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Events;
import io.floodgate.server.Queue;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait in Kafka, on two nodes: queued on one, looked at on the other. */
class CouponQueueIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static TestServer server;
  private static TestServer other;

  @BeforeAll
  static void start() {
    Map<String, String> variables = new HashMap<>(Queue.QUICK);
    variables.put("FLOODGATE_COUPONS_QUEUE_SWEEP_INTERVAL", "1s");
    variables.put("FLOODGATE_COUPONS_QUEUE_RETENTION", "1m");
    server = TestServer.startWithKafka(variables).with(100, 1, 0, 0);
    other = TestServer.on(server.endpoints(), variables);
  }

  @AfterAll
  static void stop() {
    server.assertInvariantsHold();
    other.close();
    server.close();
  }

  private static long coupon(long total) {
    return server.database().coupon(total);
  }

  private static JsonNode ended(String ticket) {
    return Queue.awaitEnd(other.client(), ticket);
  }

  @Test
  void issuesInTheOrderOfTheQueueAndAnyNodeTellsOfIt() {
    long coupon = coupon(100);
    List<String> tickets = new ArrayList<>();
    for (long user = 1; user <= 50; user++) {
      tickets.add(Queue.put(server.client(), coupon, user));
    }
    for (int i = 0; i < 50; i++) {
      JsonNode ticket = ended(tickets.get(i));
      assertThat(ticket.path("status").asText()).isEqualTo("ISSUED");
      assertThat(ticket.path("sequence").asLong()).isEqualTo(i + 1);
      assertThat(ticket.path("userId").asLong()).isEqualTo(i + 1);
      assertThat(ticket.path("userCouponId").asLong())
          .isEqualTo(
              server.number(
                  "SELECT id FROM user_coupon WHERE coupon_id = %d AND user_id = %d"
                      .formatted(coupon, i + 1)));
    }
    Queue.assertIssued(server.database(), coupon, 50);
  }

  @Test
  void aStreamOnAnotherNodeTellsWhatBecomesOfTheRequest() {
    long coupon = coupon(10);
    String ticket;
    Events events;
    try (Sql.Held _ = server.database().holdCoupon(coupon)) {
      ticket = Queue.put(server.client(), coupon, 1);
      events = Events.of(other.port(), ticket);
      await().atMost(PATIENCE).until(() -> events.texts("status").equals(List.of("QUEUED")));
    }
    try (events) {
      List<JsonNode> told = events.awaitEnd();
      assertThat(events.texts("status")).containsExactly("QUEUED", "ISSUED");
      assertThat(told.getLast().path("sequence").asLong()).isEqualTo(1);
    }
  }

  @Test
  void aRefusalIsToldWithItsReasonInTheClientsLanguage() {
    String ticket = Queue.put(server.client(), coupon(10), 4_711);

    JsonNode refused = ended(ticket);
    assertThat(refused.path("status").asText()).isEqualTo("REFUSED");
    assertThat(refused.path("error").asText()).isEqualTo("USER_NOT_FOUND");
    assertThat(refused.path("reason").asText()).isEqualTo("사용자를 찾을 수 없습니다.");
    assertThat(refused.has("userCouponId")).isFalse();
    Client.Answer english = other.client().send("GET", ticket, null, "Accept-Language", "en");
    assertThat(english.data().path("reason").asText()).isEqualTo("There is no such user.");
  }

  @Test
  void oneRequestThatIsRepeatedIsIssuedOnce() {
    long coupon = coupon(10);
    List<String> tickets = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Client.Answer answer = Queue.send(server.client(), coupon, 7, "again").join();
      assertThat(answer.outcome()).isEqualTo("202");
      tickets.add(Queue.ticketOf(answer));
    }
    assertThat(tickets).allMatch(ticket -> ended(ticket).path("sequence").asLong() == 1);
    Queue.assertIssued(server.database(), coupon, 1);

    Client.Answer known = Queue.send(server.client(), coupon, 7, "again").join();
    assertThat(known.outcome()).isEqualTo("202");
    assertThat(known.data().path("status").asText()).isEqualTo("ISSUED");
    assertThat(Queue.send(server.client(), coupon, 7).join().outcome())
        .isEqualTo("409 COUPON_ALREADY_ISSUED");
  }

  @Test
  void whatIsKnownToBeRefusedIsNotQueued() {
    long coupon = coupon(1);
    assertThat(ended(Queue.put(server.client(), coupon, 1)).path("status").asText())
        .isEqualTo("ISSUED");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Queue.send(server.client(), coupon, 2)
                    .join()
                    .outcome()
                    .equals("409 COUPON_SOLD_OUT"));
    assertThat(Queue.send(server.client(), 999_999, 1).join().outcome())
        .isEqualTo("404 COUPON_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "1-1",
        "1-1-1-1",
        "0-1-1",
        "01-1-1",
        "A-1-1",
        "1--1-1",
        "zzzz-1-1",
        "1-1-zzzzzzzzzzzz",
        "1-1-zzzzzzzzzzzzzzzzzzzzzz",
        "%20-1-1"
      })
  void whatIsNoTicketIsNotFound(String id) {
    assertThat(other.client().get(Queue.path(id)).outcome()).isEqualTo("404 TICKET_NOT_FOUND");
  }

  @Test
  void aMessageThatCannotBeReadGoesToTheDeadLettersAndItsNeighboursGoOn() {
    long coupon = coupon(10);
    Topic topic = new Topic(server.endpoints(), QueuedIssue.TOPIC);
    String before = Queue.put(server.client(), coupon, 1);
    String key = Long.toString(coupon);
    List<String> poisons =
        List.of("", "{", "null", "{\"version\":2}", "{\"version\":1,\"couponId\":1,\"ticket\":1}");
    poisons.forEach(poison -> topic.put(key, poison));
    String after = Queue.put(server.client(), coupon, 2);

    assertThat(ended(before).path("sequence").asLong()).isEqualTo(1);
    assertThat(ended(after).path("sequence").asLong()).isEqualTo(2);
    Topic letters = new Topic(server.endpoints(), DeadLetter.topicOf(QueuedIssue.TOPIC));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(letters.all().stream().filter(letter -> letter.key().equals(key)))
                    .extracting(Topic.Found::value)
                    .containsExactlyElementsOf(poisons));
    assertThat(letters.all())
        .allSatisfy(
            letter ->
                assertThat(letter.headers())
                    .containsEntry(DeadLetter.ATTEMPTS, "1")
                    .containsKeys(DeadLetter.ERROR, DeadLetter.OFFSET, DeadLetter.FIRST_FAILURE));
    await().atMost(PATIENCE).until(() -> topic.lag("coupon.issue") == 0);
  }

  @Test
  void anOldRefusalIsForgotten() {
    long coupon = coupon(10);
    String ticket = Queue.put(server.client(), coupon, 4_712);
    ended(ticket);
    server
        .database()
        .execute(
            "UPDATE coupon_refusal SET refused_at = now() - interval '2 minutes' WHERE user_id ="
                + " 4712");
    await()
        .atMost(PATIENCE)
        .until(
            () -> server.number("SELECT count(*) FROM coupon_refusal WHERE user_id = 4712") == 0);
  }

  @Test
  void thePlacesOfThoseWhomTheQueueDoesNotTakeAreTakenByOthers() {
    Map<String, String> variables = new HashMap<>(Queue.QUICK);
    variables.put("FLOODGATE_KAFKA_MAX_UNSENT", "1");
    try (TestServer narrow = TestServer.startWithKafka(variables).with(100, 1, 0, 0)) {
      long coupon = narrow.database().coupon(20);
      await().atMost(PATIENCE).until(() -> narrow.database().hasGate(coupon));
      Queue.put(narrow.client(), coupon, 1);
      List<Client.Answer> answers =
          Crowd.of(40, user -> Queue.send(narrow.client(), coupon, 1 + user));
      assertThat(Crowd.outcomes(answers)).containsKey("503 UNAVAILABLE");
      // Nobody of the refused comes back: the places are for others.
      for (long user = 50; user <= 70; user++) {
        Queue.send(narrow.client(), coupon, user).join();
      }
      Queue.awaitIssued(narrow.database(), coupon, 20);
      narrow.assertInvariantsHold();
    }
  }

  @Test
  void withoutKafkaNothingIsQueuedAndTheRestWorks() {
    try (TestServer alone = TestServer.start().with(1, 1, 0, 0)) {
      long coupon = alone.database().coupon(1);
      Client.Answer refused = Queue.send(alone.client(), coupon, 1).join();
      assertThat(refused.outcome()).isEqualTo("503 UNAVAILABLE");
      assertThat(refused.retryAfter()).isPresent();
      assertThat(Request.issue(coupon, 1).sendTo(alone.client()).join().outcome()).isEqualTo("204");
    }
  }
}
