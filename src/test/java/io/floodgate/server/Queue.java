package io.floodgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;

/** Requests for coupons with {@code Prefer: respond-async}, and their tickets. Any thread. */
public final class Queue {

  /** Servers that notice soon what becomes of Kafka. */
  public static final Map<String, String> QUICK =
      Map.of(
          "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms",
          "FLOODGATE_KAFKA_SESSION_TIMEOUT", "2s",
          "FLOODGATE_KAFKA_PARTITIONS", "3",
          "FLOODGATE_COUPONS_GATE_INTERVAL", "100ms");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TICKETS = "/api/v1/coupons/tickets/";

  private Queue() {}

  public static CompletableFuture<Client.Answer> send(Client client, long coupon, long user) {
    Request issue = Request.issue(coupon, user);
    return client.postAsync(issue.path(), issue.body(), "Prefer", "respond-async");
  }

  public static CompletableFuture<Client.Answer> send(
      Client client, long coupon, long user, String key) {
    Request issue = Request.issue(coupon, user);
    return client.postAsync(
        issue.path(), issue.body(), "Prefer", "respond-async", "Idempotency-Key", key);
  }

  /**
   * Queues a request, as soon as the server can.
   *
   * @return the path of its ticket
   */
  public static String put(Client client, long coupon, long user) {
    Client.Answer answer =
        soon().until(() -> send(client, coupon, user).join(), it -> it.status() != 503);
    assertThat(answer.outcome()).isEqualTo("202");
    return ticketOf(answer);
  }

  /** The path of the ticket that an answer gives. */
  public static String ticketOf(Client.Answer answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  /** What has become of a request now. */
  public static JsonNode look(Client client, String ticket) {
    Client.Answer answer = client.get(ticket);
    assertThat(answer.outcome()).isEqualTo("200");
    return answer.data();
  }

  /** Waits until a request is issued or refused. */
  public static JsonNode awaitEnd(Client client, String ticket) {
    return soon()
        .until(() -> look(client, ticket), it -> !it.path("status").asText().equals("QUEUED"));
  }

  private static ConditionFactory soon() {
    return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
  }

  /** The path of the ticket with this id. */
  public static String path(String ticket) {
    return TICKETS + ticket;
  }

  /** Exactly these users have the coupon, with a dense sequence. */
  public static void assertIssued(Database database, long coupon, long count) {
    assertThat(
            database.texts(
                """
                SELECT count(*) || ' ' || count(DISTINCT user_id) || ' ' || min(sequence) || ' '
                       || max(sequence)
                  FROM user_coupon WHERE coupon_id = %d
                """
                    .formatted(coupon)))
        .containsExactly("%1$d %1$d 1 %1$d".formatted(count));
  }

  /** Waits until so many of a coupon are issued. */
  public static void awaitIssued(Database database, long coupon, long count) {
    soon().until(() -> database.number("SELECT issued FROM coupon WHERE id = " + coupon) == count);
  }
}
