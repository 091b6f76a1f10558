package io.floodgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WarningsTest {

  private static Stream<Path> files() throws IOException {
    return Files.list(Path.of("conf")).filter(file -> file.toString().endsWith(".yaml"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsShippedIsMeant(Path file) {
    assertThat(ConfigLoader.load(List.of(file), Map.of()).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ADMISSION_MIN_REQUESTS, 20001, admission.minRequests, http.maxRequests",
    "HTTP_MAX_STREAMS, 20001, http.maxStreams, http.maxConnections",
    "COUPONS_QUEUE_BACKOFF, 11s, coupons.queue.backoff, coupons.queue.maxBackoff",
    "ORDERS_BATCHING_QUEUE, 127, orders.batching.queue, orders.batching.maxBatch",
    "POINTS_BATCHING_QUEUE, 127, points.batching.queue, points.batching.maxBatch",
    "COUPONS_BATCHING_QUEUE, 127, coupons.batching.queue, coupons.batching.maxBatch",
    "KAFKA_BOOTSTRAP, '', outbox.relay, kafka.bootstrap",
    "KAFKA_BOOTSTRAP, 'a:1,b:1', kafka.replicationFactor, kafka.bootstrap",
    "AUTH_TRUST_GATEWAY, true, auth.trustGateway, http.host",
  })
  void whatIsHardlyMeantIsNamedWithTheKeyThatMakesItSo(
      String variable, String value, String key, String other) {
    List<ConfigFault> warnings =
        ConfigLoader.load(List.of(), Map.of("FLOODGATE_" + variable, value)).warnings();

    assertThat(warnings)
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.key()).isEqualTo(key);
              assertThat(warning.problem()).contains(other + " = ");
            });
  }

  @Test
  void severalAreNamedAtOnce() {
    Map<String, String> variables =
        Map.of(
            "FLOODGATE_RUNTIME_EVENT_LOOPS", "2",
            "FLOODGATE_HTTP_INSTANCES", "3",
            "FLOODGATE_KAFKA_REPLICATION_FACTOR", "3",
            "FLOODGATE_KAFKA_BOOTSTRAP", "",
            "FLOODGATE_OUTBOX_RELAY", "false");

    assertThat(ConfigLoader.load(List.of(), variables).warnings())
        .extracting(ConfigFault::key)
        .containsExactly("http.instances", "kafka.replicationFactor");
  }
}
