package io.floodgate.server;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stream of server-sent events, listened to. Any thread. */
public final class Events implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpResponse<InputStream> response;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  private Events(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    this.response =
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()).join();
    Thread.startVirtualThread(this::listen);
  }

  /**
   * Begins to listen; returns when the head of the answer has come, whatever it says.
   *
   * @param headers names and values in turn
   */
  public static Events of(int port, String path, String... headers) {
    return new Events(URI.create("http://127.0.0.1:" + port + path), headers);
  }

  public HttpResponse<?> response() {
    return response;
  }

  /** All lines so far. */
  public List<String> lines() {
    return lines;
  }

  /** The data of all events so far. */
  public List<JsonNode> data() {
    return lines.stream()
        .filter(line -> line.startsWith("data: "))
        .map(line -> json(line.substring(6)))
        .toList();
  }

  /** A field of the data of all events so far. */
  public List<String> texts(String field) {
    return data().stream().map(data -> data.path(field).asText()).toList();
  }

  /** Waits until the server has ended the stream, and answers with the data of all events. */
  public List<JsonNode> awaitEnd() {
    await().atMost(PATIENCE).until(() -> ended);
    return data();
  }

  /** Whether the server has ended the stream. */
  public boolean hasEnded() {
    return ended;
  }

  /** Goes away with no word. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  private void listen() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
      ended = true;
    } catch (IOException cut) {
      ended = true; // by either side
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
