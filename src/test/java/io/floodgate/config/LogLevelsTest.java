package io.floodgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLevelsTest {

  @Test
  void namesLoggersAndTheirLevels() {
    assertThat(LogLevels.parse("io.floodgate.coupon=DEBUG, io.vertx=WARN").byLogger())
        .isEqualTo(Map.of("io.floodgate.coupon", LogLevel.DEBUG, "io.vertx", LogLevel.WARN));
    assertThat(LogLevels.parse("").byLogger()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.vertx",
        "io.vertx=",
        "io.vertx=LOUD",
        "io.vertx=warn",
        "=WARN",
        "io..vertx=WARN",
        "io.vertx.=WARN",
        "1o=WARN",
        "io.vertx=WARN,",
        "io.vertx=WARN;a=INFO",
        "io.vertx=WARN,io.vertx=INFO",
        "ROOT=WARN",
        "root=WARN",
      })
  void whatNamesNoLoggerOrNoLevelIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> LogLevels.parse(text));
  }

  @Test
  void aBadLevelIsAFaultThatSaysWhatIsAllowed() {
    Map<String, String> variables =
        Map.of("FLOODGATE_LOG_LEVEL", "loud", "FLOODGATE_LOG_LEVELS", "io.vertx=LOUD");

    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(List.of(), variables));

    assertThat(refused.faults())
        .extracting(ConfigFault::toString)
        .satisfiesExactly(
            level ->
                assertThat(level).contains("log.level = loud: allowed is OFF or ERROR or WARN"),
            levels ->
                assertThat(levels)
                    .contains("log.levels = io.vertx=LOUD: allowed is logger=LEVEL, separated by"));
  }
}
