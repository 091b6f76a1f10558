package io.floodgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  private static final int CORES = 2;

  @Test
  void tokensAreRefusedAsNotPartOfThisRelease() {
    assertThat(broken(Map.of("FLOODGATE_AUTH_MODE", "jwt")))
        .containsExactly(
            "FLOODGATE_AUTH_MODE: auth.mode = jwt: tokens are not part of this release yet;"
                + " allowed is gateway");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.168.0.1", "example.org", "127.0.0.1.example.org"})
  void gatewayModeIsRefusedWhereStrangersCanConnect(String host) {
    assertThat(broken(Map.of("FLOODGATE_HTTP_HOST", host)))
        .singleElement()
        .asString()
        .matches("floodgate.yaml:\\d+: auth.mode = gateway: gateway mode believes .*")
        .contains("http.host = " + host + " (FLOODGATE_HTTP_HOST)")
        .contains("set auth.trustGateway: true (now auth.trustGateway = false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "example.org"})
  void gatewayModeIsAllowedAnywhereOnceTheGatewayIsTrusted(String host) {
    assertThat(broken(Map.of("FLOODGATE_HTTP_HOST", host, "FLOODGATE_AUTH_TRUST_GATEWAY", "true")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void gatewayModeIsAllowedOnLoopback(String host) {
    assertThat(broken(Map.of("FLOODGATE_HTTP_HOST", host))).isEmpty();
  }

  @Test
  void aLockIsNotWaitedForLongerThanAStatementMayTake() {
    assertThat(broken(Map.of("FLOODGATE_POSTGRES_LOCK_TIMEOUT", "10s"))).isEmpty();
    assertThat(broken(Map.of("FLOODGATE_POSTGRES_LOCK_TIMEOUT", "10001ms")))
        .singleElement()
        .asString()
        .startsWith("FLOODGATE_POSTGRES_LOCK_TIMEOUT: postgres.lockTimeout = 10001ms: must not")
        .contains("postgres.statementTimeout = 10s (floodgate.yaml:");
  }

  @Test
  void aRequestLivesAtLeastAsLongAsTheWaitForAConnection() {
    assertThat(broken(Map.of("FLOODGATE_HTTP_REQUEST_TIMEOUT", "2s"))).isEmpty();
    assertThat(broken(Map.of("FLOODGATE_HTTP_REQUEST_TIMEOUT", "1999ms")))
        .singleElement()
        .asString()
        .startsWith("FLOODGATE_HTTP_REQUEST_TIMEOUT: http.requestTimeout = 1999ms: must not")
        .contains("postgres.poolTimeout = 2s (floodgate.yaml:");
  }

  @Test
  void thePoolHasAConnectionForEveryBatchAndTwoForTheRest() {
    assertThat(broken(Map.of("FLOODGATE_POSTGRES_POOL_SIZE", "10"))).isEmpty();
    assertThat(broken(Map.of("FLOODGATE_POSTGRES_POOL_SIZE", "9")))
        .singleElement()
        .asString()
        .startsWith("FLOODGATE_POSTGRES_POOL_SIZE: postgres.poolSize = 9: must be at least 10:")
        .contains("2 order lanes x 2 batches under way + 2 point lanes x 2 batches under way + 2")
        .contains("lanes 0 is one per event loop", "eventLoops 0 one per core");
  }

  @Test
  void lanesZeroCountAsEventLoopsAndEventLoopsZeroAsCores() {
    Map<String, String> perLoop = Map.of("FLOODGATE_ORDERS_BATCHING_LANES", "0");
    assertThat(broken(perLoop, 5)).isEmpty(); // 5 x 2 + 2 x 2 + 2 = 16
    assertThat(broken(perLoop, 6)).singleElement().asString().contains("must be at least 18");
    Map<String, String> eight =
        Map.of("FLOODGATE_ORDERS_BATCHING_LANES", "0", "FLOODGATE_RUNTIME_EVENT_LOOPS", "8");
    assertThat(broken(eight, 2))
        .singleElement()
        .asString()
        .contains("must be at least 22", "8 event loops", "(FLOODGATE_RUNTIME_EVENT_LOOPS)");
  }

  @Test
  void aRuleIsSilentAboutAKeyThatIsRefusedAnyway() {
    assertThat(
            broken(
                Map.of("FLOODGATE_HTTP_HOST", "0.0.0.0", "FLOODGATE_AUTH_TRUST_GATEWAY", "maybe")))
        .singleElement()
        .asString()
        .startsWith("FLOODGATE_AUTH_TRUST_GATEWAY");
  }

  @Test
  void allBrokenRulesAreNamedAtOnce() {
    assertThat(
            broken(
                Map.of(
                    "FLOODGATE_HTTP_HOST", "0.0.0.0",
                    "FLOODGATE_POSTGRES_LOCK_TIMEOUT", "20s",
                    "FLOODGATE_HTTP_REQUEST_TIMEOUT", "1s",
                    "FLOODGATE_POSTGRES_POOL_SIZE", "2")))
        .hasSize(4);
  }

  private static List<String> broken(Map<String, String> environment) {
    return broken(environment, CORES);
  }

  private static List<String> broken(Map<String, String> environment, int cores) {
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(shipped(), List.of(), environment, cores));
    return refusal == null
        ? List.of()
        : refusal.faults().stream().map(ConfigFault::toString).toList();
  }

  private static String shipped() throws IOException {
    return Files.readString(Path.of("conf/floodgate.yaml"));
  }
}
