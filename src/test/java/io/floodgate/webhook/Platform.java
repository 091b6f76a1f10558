package io.floodgate.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * A data platform that takes events by HTTPS, and remembers what came. What it answers is set by
 * the test; at first 204.
 */
final class Platform implements AutoCloseable {

  static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vertx vertx = Vertx.vertx();
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final Certificate certificate;
  private final HttpServer server;
  private volatile BiConsumer<Post, HttpServerResponse> answer = Platform::accept;

  /** What came. */
  record Post(
      MultiMap headers,
      String host,
      String serverName,
      String path,
      byte[] body,
      Instant at,
      AtomicInteger answered) {

    List<JsonNode> events() {
      try {
        List<JsonNode> events = new ArrayList<>();
        JSON.readTree(body).forEach(events::add);
        return events;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> ids() {
      return events().stream().map(event -> event.path("id").asText()).toList();
    }

    boolean holds(String text) {
      return new String(body, StandardCharsets.UTF_8).contains(text);
    }

    boolean isSigned() {
      String id = headers.get("webhook-id");
      Instant timestamp = Instant.ofEpochSecond(Long.parseLong(headers.get("webhook-timestamp")));
      return headers
          .get("webhook-signature")
          .equals(new Signature(new io.floodgate.config.Secret(SECRET)).of(id, timestamp, body));
    }
  }

  Platform(Certificate certificate) {
    this.certificate = certificate;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setSni(true)
                    .setKeyCertOptions(certificate.options()))
            .requestHandler(this::take);
    await(server.listen(0, "127.0.0.1"));
  }

  private void take(HttpServerRequest request) {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    request.response().endHandler(_ -> underWay.decrementAndGet());
    request.body().onSuccess(body -> take(request, body));
  }

  private void take(HttpServerRequest request, Buffer body) {
    Post post =
        new Post(
            request.headers(),
            request.authority().toString(),
            request.connection().indicatedServerName(),
            request.uri(),
            body.getBytes(),
            Instant.now(),
            new AtomicInteger());
    posts.add(post);
    answer.accept(post, request.response());
  }

  private static void accept(Post post, HttpServerResponse response) {
    post.answered.set(204);
    response.setStatusCode(204).end();
  }

  /** From now on it answers so. */
  void answers(BiConsumer<Post, HttpServerResponse> answer) {
    this.answer = answer;
  }

  /** From now on it answers this status. */
  void answers(int status) {
    answers((post, response) -> end(post, response, status));
  }

  static void end(Post post, HttpServerResponse response, int status) {
    post.answered.set(status);
    response.setStatusCode(status).end();
  }

  /** From now on it takes posts and says nothing. */
  void hangs() {
    answers((_, _) -> {});
  }

  void accepts() {
    answers(Platform::accept);
  }

  String url() {
    return "https://localhost:" + port() + "/events?of=shop";
  }

  int port() {
    return server.actualPort();
  }

  String caFile() {
    return certificate.pem().toString();
  }

  List<Post> posts() {
    return List.copyOf(posts);
  }

  int mostUnderWay() {
    return mostUnderWay.get();
  }

  /** What it accepted, in the order in which it came first. */
  Map<String, JsonNode> accepted() {
    Map<String, JsonNode> accepted = new LinkedHashMap<>();
    for (Post post : posts) {
      if (post.answered.get() == 204) {
        post.events().forEach(event -> accepted.putIfAbsent(event.path("id").asText(), event));
      }
    }
    return accepted;
  }

  private static <T> T await(io.vertx.core.Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
