package io.floodgate.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The shipped {@code logback.xml}, in both formats. */
class LoggingTest {

  @Test
  void jsonIsOneLineAnEventWithItsFieldsAndItsStack() throws IOException {
    String line = written("json");
    assertThat(line).endsWith("\n").containsOnlyOnce("\n");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.path("level").asText()).isEqualTo("WARN");
    assertThat(json.path("message").asText()).isEqualTo("two\nlines");
    assertThat(json.path("traceId").asText()).isEqualTo("4bf9");
    assertThat(json.path("millis").asInt()).isEqualTo(7);
    assertThat(json.path("error.type").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(json.path("error.message").asText()).isEqualTo("broken");
    assertThat(json.path("error.stack").asText())
        .contains("\n\tat io.floodgate.log.LoggingTest.", "Caused by: ", "the cause");
  }

  @Test
  void textHasTheFieldsBehindTheMessage() {
    assertThat(written("text"))
        .containsPattern("WARN +i.floodgate.log.Test two\nlines traceId=4bf9 millis=7\n")
        .contains("IllegalStateException: broken");
  }

  private static String written(String format) {
    LoggerContext context = new LoggerContext();
    context.putProperty("log.format", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(LoggingTest.class.getResource("/logback.xml"));
    } catch (JoranException e) {
      throw new AssertionError(e);
    }
    ListAppender<ILoggingEvent> events = new ListAppender<>();
    events.start();
    Logger logger = context.getLogger("io.floodgate.log.Test");
    logger.setAdditive(false);
    logger.addAppender(events);
    logger
        .atWarn()
        .addKeyValue("traceId", "4bf9")
        .addKeyValue("millis", 7)
        .setCause(new IllegalStateException("broken", new IOException("the cause")))
        .log("two\nlines");
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
    return new String(console.getEncoder().encode(events.list.getFirst()), UTF_8);
  }
}
