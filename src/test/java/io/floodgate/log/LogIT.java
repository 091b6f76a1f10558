package io.floodgate.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floodgate.server.Client;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a server process writes to its log, and what it does not. */
class LogIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-00";
  private static final int POISONED = 13;

  /** Stands in whatever a client says of a person, or must not tell others. */
  private static final String SECRET = "jane.doe";

  private static Database database;

  @BeforeAll
  static void makeAShop() {
    database = Database.fresh().with(POISONED, 1_000_000, 1, 1_000);
  }

  @Test
  void writesAnObjectALineWithTheTraceAndTheStackOfAFaultOfOurs() {
    Map<String, String> variables =
        Map.of("FLOODGATE_LOG_FORMAT", "json", "FLOODGATE_LOG_SLOW_REQUEST", "1ms");
    try (ServerProcess server = ServerProcess.start(database, variables)) {
      database.execute(
          "ALTER TABLE orders ADD CONSTRAINT poison CHECK (user_id <> %d)".formatted(POISONED));
      Client.Answer failed = place(server, POISONED);
      assertThat(failed.outcome()).isEqualTo("500 INTERNAL");
      assertThat(failed.body().path("traceId").asText()).isEqualTo(TRACE);

      JsonNode fault = awaitLine(server, line -> line.path("level").asText().equals("ERROR"));
      assertThat(fault.path("timestamp").asText()).matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z");
      assertThat(fault.path("logger").asText()).startsWith("io.floodgate.");
      assertThat(fault.path("message").asText()).isEqualTo("a request failed");
      assertThat(fault.path("traceId").asText()).isEqualTo(TRACE);
      assertThat(fault.path("method").asText()).isEqualTo("POST");
      assertThat(fault.path("route").asText()).isEqualTo("/api/v1/orders");
      assertThat(fault.path("status").asInt()).isEqualTo(500);
      assertThat(fault.path("outcome").asText()).isEqualTo("INTERNAL");
      assertThat(fault.path("error.type").asText()).endsWith("PgException");
      assertThat(fault.path("error.stack").asText()).contains("check constraint");

      assertThat(place(server, 1).succeeded()).isTrue();
      JsonNode slow =
          awaitLine(server, line -> line.path("message").asText().equals("a slow request"));
      assertThat(slow.path("millis").isIntegralNumber()).isTrue();

      List<String> lines = server.logLines();
      assertThat(lines).hasSizeGreaterThan(2).allMatch(line -> parsed(line).isPresent());
      assertThat(lines)
          .extracting(line -> parsed(line).orElseThrow())
          .allMatch(line -> line.hasNonNull("timestamp") && line.hasNonNull("level"))
          .allMatch(line -> line.hasNonNull("logger") && line.hasNonNull("message"));
    } finally {
      database.execute("ALTER TABLE orders DROP CONSTRAINT poison");
    }
  }

  @Test
  void doesNotTellWhatClientsSayEvenWhenItTellsAllThatItDoes() {
    Map<String, String> variables =
        Map.of(
            "FLOODGATE_LOG_FORMAT", "json",
            "FLOODGATE_LOG_SLOW_REQUEST", "1ms",
            "FLOODGATE_LOG_LEVELS", "io.floodgate=DEBUG");
    try (ServerProcess server = ServerProcess.start(database, variables)) {
      Client client = server.client();
      String[] headers = {
        "Idempotency-Key", SECRET + "-key",
        "Authorization", "Bearer " + SECRET,
        "Cookie", "session=" + SECRET,
        "User-Agent", SECRET,
        "traceparent", TRACEPARENT
      };
      List<Integer> statuses =
          List.of(
                  // A body with a field too many, one that is no JSON, and a key that was used
                  // before.
                  client.post("/api/v1/orders", "{\"email\":\"jane.doe@example.com\"}", headers),
                  client.post("/api/v1/orders", "jane.doe@example.com", headers),
                  client.post(Request.charge(1, 5).path(), Request.charge(1, 5).body(), headers),
                  client.post(Request.charge(1, 6).path(), Request.charge(1, 6).body(), headers),
                  client.post("/api/v1/products", product(), headers),
                  client.post("/api/v1/coupons", "{\"name\":\"For jane.doe\"}", headers),
                  client.send("GET", "/api/v1/products?cursor=" + SECRET, null, headers),
                  client.send("GET", "/api/v1/" + SECRET + "@example.com", null, headers))
              .stream()
              .map(Client.Answer::status)
              .toList();
      assertThat(statuses).containsExactly(400, 400, 200, 422, 201, 400, 400, 404);

      JsonNode last = awaitLine(server, line -> line.path("route").asText().equals("unknown"));
      assertThat(last.path("logger").asText()).isEqualTo("io.floodgate.access");
      assertThat(last.path("outcome").asText()).isEqualTo("ROUTE_NOT_FOUND");
      assertThat(server.logLines()).noneMatch(line -> line.contains(SECRET));
    }
  }

  private static String product() {
    return "{\"name\":\"The one of jane.doe\",\"price\":1,\"stock\":1}";
  }

  private static Client.Answer place(ServerProcess server, int user) {
    Request order = Request.order(user, Line.of(1));
    return server.client().post(order.path(), order.body(), "traceparent", TRACEPARENT);
  }

  private static JsonNode awaitLine(ServerProcess server, Predicate<JsonNode> wanted) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                server.logLines().stream()
                    .flatMap(line -> parsed(line).stream())
                    .filter(wanted)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<JsonNode> parsed(String line) {
    try {
      return Optional.of(new ObjectMapper().readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
