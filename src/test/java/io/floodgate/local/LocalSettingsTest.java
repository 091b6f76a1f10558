package io.floodgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSettingsTest {

  @Test
  void defaults() {
    LocalSettings settings = settings(Map.of());

    assertThat(settings.http()).isEqualTo(new Endpoints.Http("127.0.0.1", 8080));
    assertThat(settings.ports()).isEqualTo(new StackPorts(15432, 16379, 19092));
  }

  @Test
  void everyVariable() {
    LocalSettings settings =
        settings(
            Map.of(
                "FLOODGATE_HTTP_HOST", "::1",
                "FLOODGATE_HTTP_PORT", "1",
                "FLOODGATE_POSTGRES_PORT", "2",
                "FLOODGATE_REDIS_PORT", "3",
                "FLOODGATE_KAFKA_PORT", "4"));

    assertThat(settings.http().url()).isEqualTo("http://[::1]:1");
    assertThat(settings.ports()).isEqualTo(new StackPorts(2, 3, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "65536", "99999999999", "http", " 8080"})
  void aPortThatIsNoneIsRefusedByItsVariable(String port) {
    assertThatThrownBy(() -> settings(Map.of("FLOODGATE_REDIS_PORT", port)))
        .isInstanceOf(StackRefused.class)
        .hasMessageContaining("FLOODGATE_REDIS_PORT");
  }

  @Test
  void twoThatWantOnePortAreRefused() {
    assertThatThrownBy(() -> settings(Map.of("FLOODGATE_HTTP_PORT", "16379")))
        .isInstanceOf(StackRefused.class)
        .hasMessageContaining("FLOODGATE_HTTP_PORT")
        .hasMessageContaining("FLOODGATE_REDIS_PORT");
  }

  private static LocalSettings settings(Map<String, String> environment) {
    return LocalSettings.of(Path.of(".local"), false, environment);
  }
}
