package io.floodgate.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.config.Config;
import io.floodgate.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogControlTest {

  /** {@code logback.xml} gives it WARN. */
  private static final Logger FLYWAY = LoggerFactory.getLogger("org.flywaydb");

  private static final Logger OURS = LoggerFactory.getLogger("io.floodgate.nobody.Shop");

  private final LogControl control = new LogControl();

  @AfterEach
  void reset() {
    control.reset();
  }

  private static Config.Log log(String level, String levels) {
    Map<String, String> variables =
        Map.of("FLOODGATE_LOG_LEVEL", level, "FLOODGATE_LOG_LEVELS", levels);
    return ConfigLoader.load(List.of(), variables).config().log();
  }

  @Test
  void aLoggerAndAllBelowItLogAsMuchAsIsSaid() {
    control.apply(log("INFO", "io.floodgate.nobody=DEBUG,org.flywaydb=ERROR"));

    assertThat(OURS.isDebugEnabled()).isTrue();
    assertThat(OURS.isTraceEnabled()).isFalse();
    assertThat(FLYWAY.isWarnEnabled()).isFalse();
  }

  @Test
  void whatIsNotNamedAnyMoreGoesBackToWhatTheServerWasBuiltWith() {
    control.apply(log("INFO", "io.floodgate.nobody=DEBUG,org.flywaydb=DEBUG"));
    control.apply(log("INFO", "io.floodgate.nobody=TRACE"));

    assertThat(FLYWAY.isInfoEnabled()).isFalse();
    assertThat(FLYWAY.isWarnEnabled()).isTrue();
    assertThat(OURS.isTraceEnabled()).isTrue();

    control.apply(log("INFO", ""));
    assertThat(OURS.isDebugEnabled()).isFalse();
    assertThat(OURS.isInfoEnabled()).isTrue();
  }

  @Test
  void theLevelOfTheRestIsSetAndGivenBack() {
    control.apply(log("ERROR", ""));
    assertThat(OURS.isWarnEnabled()).isFalse();
    assertThat(FLYWAY.isWarnEnabled()).as("it has a level of its own").isTrue();

    control.reset();
    assertThat(OURS.isInfoEnabled()).isTrue();
  }
}
