package io.floodgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A client of the HTTP interface, for tests. Any thread. */
public final class Client {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;

  /**
   * @param base such as {@code http://127.0.0.1:8080}
   */
  public Client(String base) {
    this.base = base;
  }

  /** What came back. */
  public record Answer(int status, JsonNode body, java.net.http.HttpHeaders headers) {

    /** The data of a success. */
    public JsonNode data() {
      return body.path("data");
    }

    /** A number of the data, such as {@code orderId}. */
    public long number(String field) {
      return data().required(field).longValue();
    }

    /** The stable name of a failure. */
    public String error() {
      return body.path("error").asText();
    }

    /** The status, and the stable name where it is a failure: {@code 409 OUT_OF_STOCK}. */
    public String outcome() {
      return (status + " " + error()).strip();
    }

    public boolean succeeded() {
      return status >= 200 && status < 300;
    }

    /** Whether it is the answer of an earlier request with the same key. */
    public boolean replayed() {
      return headers.firstValue("Idempotent-Replayed").isPresent();
    }

    /** The seconds after which to try again. */
    public Optional<String> retryAfter() {
      return headers.firstValue("Retry-After");
    }
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  /**
   * @param headers names and values in turn
   */
  public Answer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  public Answer send(String method, String path, String body, String... headers) {
    return sendAsync(method, path, body, headers).join();
  }

  public CompletableFuture<Answer> postAsync(String path, String body, String... headers) {
    return sendAsync("POST", path, body, headers);
  }

  /** Fails with an {@link IOException} when no answer comes. */
  public CompletableFuture<Answer> sendAsync(
      String method, String path, String body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .method(method, HttpRequest.BodyPublishers.ofString(body))
          .header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(Client::answer);
  }

  /** What is said of what is not there, and of what is still on its way. */
  private static final Set<String> NOTHING_TO_CHECK =
      Set.of("there is no Kafka", "events are still being counted");

  /** Every race, fault and load test ends with this. A server that is too busy is asked again. */
  public void assertInvariantsHold() {
    Answer answer =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> get("/ops/invariants"), it -> !it.outcome().equals("503 UNAVAILABLE"));
    assertThat(answer.status()).as(answer.body().toPrettyString()).isEqualTo(200);
    assertThat(answer.data().findValuesAsText("notChecked")).allMatch(NOTHING_TO_CHECK::contains);
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    try {
      JsonNode body =
          response.body().length == 0 ? JSON.missingNode() : JSON.readTree(response.body());
      return new Answer(response.statusCode(), body, response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
