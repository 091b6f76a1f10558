package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of requests that were not answered as they should be. */
class RequestLogTest extends OneServer {

  private static final Duration SOON = Duration.ofSeconds(15);

  private final Logger logger = (Logger) LoggerFactory.getLogger(RequestLog.class);
  private final Logger access = (Logger) LoggerFactory.getLogger("io.floodgate.access");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.list.clear();
    lines.start();
    logger.addAppender(lines);
    access.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    access.detachAppender(lines);
    access.setLevel(null);
  }

  @Test
  void aFloodOfRefusalsAndUnknownOutcomesIsAFewLinesAndASum() {
    server.instead = _ -> Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
    ask(30);
    assertThat(lines.list).isEmpty();
    server.instead = _ -> Future.failedFuture(Failure.of(CommonFailure.UNKNOWN));
    ask(30);

    await().atMost(SOON).until(() -> !ofMessage("more requests of the last {} seconds").isEmpty());
    List<ILoggingEvent> unknown = ofMessage("an outcome is not known");
    assertThat(unknown).hasSizeBetween(1, 29);
    assertThat(fieldsOf(unknown.getFirst()))
        .containsEntry("route", "/api/v1/users/{userId}/points")
        .containsEntry("method", "GET")
        .containsEntry("status", 504)
        .containsEntry("outcome", "UNKNOWN")
        .containsKeys("traceId", "millis");
    ILoggingEvent sum = ofMessage("more requests of the last {} seconds").getFirst();
    assertThat(fieldsOf(sum))
        .containsEntry("UNAVAILABLE", 30L)
        .containsEntry("UNKNOWN", 30L - unknown.size());
  }

  @Test
  void whatSucceedsIsInTheAccessLogAlone() {
    ask(1);
    assertThat(lines.list).isEmpty();
    access.setLevel(Level.DEBUG);
    ask(1);
    // Two, if the first was answered a moment before it was to be logged.
    await().atMost(SOON).until(() -> !lines.list.isEmpty());
    assertThat(lines.list)
        .allSatisfy(
            line ->
                assertThat(fieldsOf(line))
                    .containsEntry("status", 200)
                    .containsEntry("outcome", "OK"));
  }

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      server.get("/api/v1/users/1/points");
    }
  }

  private List<ILoggingEvent> ofMessage(String message) {
    return List.copyOf(lines.list).stream()
        .filter(line -> line.getMessage().equals(message))
        .toList();
  }

  private static Map<String, Object> fieldsOf(ILoggingEvent line) {
    return line.getKeyValuePairs().stream()
        .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
  }
}
