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
  void aStopHasTimeLeftOnceRequestsHadTheirs() {
    assertThat(broken(Map.of("FLOODGATE_HTTP_STOP_DELAY", "14s"))).isEmpty();
    assertThat(broken(Map.of("FLOODGATE_HTTP_STOP_DELAY", "15s")))
        .singleElement()
        .asString()
        .contains("runtime.stopTimeout = 25s: must be longer than http.stopDelay = 15s")
        .contains("http.drainTimeout = 10s (floodgate.yaml:");
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
  void aProducerWaitsForMoreMessagesNoLongerThanItMayTake() {
    assertThat(broken(Map.of("FLOODGATE_KAFKA_LINGER", "1s"))).isEmpty();
    assertThat(
            broken(
                Map.of("FLOODGATE_KAFKA_LINGER", "1s", "FLOODGATE_KAFKA_SEND_TIMEOUT", "2999ms")))
        .singleElement()
        .asString()
        .startsWith("FLOODGATE_KAFKA_LINGER: kafka.linger = 1s: must not be longer than a third")
        .contains("kafka.sendTimeout = 2999ms");
  }

  @Test
  void whatIsTakenOnIsAnsweredBeforeItsTimeIsOver() {
    assertThat(broken(Map.of("FLOODGATE_ADMISSION_TARGET_LATENCY", "4999ms"))).isEmpty();
    assertThat(broken(Map.of("FLOODGATE_ADMISSION_TARGET_LATENCY", "5s")))
        .singleElement()
        .asString()
        .startsWith("FLOODGATE_ADMISSION_TARGET_LATENCY: admission.targetLatency = 5s: must be")
        .contains("http.requestTimeout = 5s (floodgate.yaml:");
  }

  @Test
  void readsAreRefusedBeforeCouponsAndCouponsBeforeOrders() {
    assertThat(
            broken(
                Map.of(
                    "FLOODGATE_ADMISSION_READ_SHARE", "80",
                    "FLOODGATE_ADMISSION_COUPON_SHARE", "80",
                    "FLOODGATE_ADMISSION_ORDER_SHARE", "80")))
        .isEmpty();
    assertThat(
            broken(
                Map.of(
                    "FLOODGATE_ADMISSION_READ_SHARE", "92",
                    "FLOODGATE_ADMISSION_COUPON_SHARE", "91")))
        .hasSize(2)
        .anySatisfy(
            fault -> assertThat(fault).contains("readShare = 92", "admission.couponShare = 91"))
        .anySatisfy(
            fault -> assertThat(fault).contains("couponShare = 91", "admission.orderShare = 90"));
  }

  @Test
  void aQuietStreamIsHeardOfBeforeItsConnectionCountsAsIdle() {
    assertThat(broken(Map.of("FLOODGATE_HTTP_IDLE_TIMEOUT", "16s"))).isEmpty();
    assertThat(broken(Map.of("FLOODGATE_HTTP_IDLE_TIMEOUT", "15s")))
        .singleElement()
        .asString()
        .contains("http.streamHeartbeat = 15s: must be shorter than http.idleTimeout = 15s");
  }

  private static List<String> brokenBy(String url, String allowPrivate) {
    return broken(
        Map.of(
            "FLOODGATE_WEBHOOK_URL", url,
            "FLOODGATE_WEBHOOK_SECRET", "0123456789abcdef01234567",
            "FLOODGATE_WEBHOOK_ALLOW_PRIVATE", allowPrivate));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://10.1.2.3/hook",
        "https://127.0.0.1:8443/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[fe80::1]:8443/",
        "https://[::ffff:192.168.0.1]/",
        "https://[64:ff9b::a00:1]/"
      })
  void eventsArePostedToNoPrivateNetworkUnlessThatIsAllowed(String url) {
    assertThat(brokenBy(url, "false"))
        .singleElement()
        .asString()
        .startsWith("FLOODGATE_WEBHOOK_URL: webhook.url = " + url + ": is of a private network")
        .contains("which webhook.allowPrivate = false");
    assertThat(brokenBy(url, "true")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "http://8.8.8.8/",
        "http://10.0.0.1/",
        "ftp://example.org/",
        "https:example.org",
        "https://",
        "example.org",
        "/hook",
        "https://example.org:99999/",
        "https://user@example.org/",
        "https://user:word@example.org/",
        "https://example.org/#here",
        "https://exa mple.org/",
        "not a url"
      })
  void eventsArePostedByHttpsOnlyAndToAHost(String url) {
    assertThat(brokenBy(url, "true"))
        .singleElement()
        .asString()
        .startsWith("FLOODGATE_WEBHOOK_URL: webhook.url = ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:1/"})
  void plainHttpIsAllowedOnLoopbackWherePrivateIs(String url) {
    assertThat(brokenBy(url, "true")).isEmpty();
    assertThat(brokenBy(url, "false")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "01234567890123456789abc", "whsec_MDEy", "whsec_not-base64-0123456789"})
  void whatIsPostedIsSignedWithASecretThatIsOne(String secret) {
    assertThat(
            broken(
                Map.of(
                    "FLOODGATE_WEBHOOK_URL",
                    "https://example.org/hook",
                    "FLOODGATE_WEBHOOK_SECRET",
                    secret)))
        .singleElement()
        .asString()
        .contains("webhook.secret")
        .doesNotContain("0123");
  }

  @Test
  void eventsArePostedFromAKafkaAndTrustedByAFileThatIsThere() {
    assertThat(
            broken(
                Map.of(
                    "FLOODGATE_KAFKA_BOOTSTRAP", "",
                    "FLOODGATE_WEBHOOK_URL", "https://example.org/hook",
                    "FLOODGATE_WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
                    "FLOODGATE_WEBHOOK_CA_FILE", "/nowhere/ca.pem")))
        .hasSize(2)
        .anySatisfy(fault -> assertThat(fault).contains("webhook.url", "there is none"))
        .anySatisfy(fault -> assertThat(fault).contains("webhook.caFile", "no such file"));
  }

  @Test
  void theBusinessDayIsOfAZoneThatExists() {
    assertThat(broken(Map.of("FLOODGATE_RANKING_ZONE", "Europe/Berlin"))).isEmpty();
    assertThat(broken(Map.of("FLOODGATE_RANKING_ZONE", "Asia/Soul")))
        .singleElement()
        .asString()
        .contains("ranking.zone = Asia/Soul: is no time zone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"collector:4318", "ftp://collector/v1/traces", "http://", "a b"})
  void tracesAreSentByHttp(String endpoint) {
    assertThat(broken(Map.of("FLOODGATE_TRACE_ENDPOINT", "http://collector:4318/v1/traces")))
        .isEmpty();
    assertThat(broken(Map.of("FLOODGATE_TRACE_ENDPOINT", endpoint)))
        .singleElement()
        .asString()
        .contains("trace.endpoint = " + endpoint + ": is no address");
  }

  @Test
  void aRatioIsADecimalFromNoneToAll() {
    assertThat(broken(Map.of("FLOODGATE_TRACE_SAMPLE_RATIO", "0.001"))).isEmpty();
    assertThat(broken(Map.of("FLOODGATE_TRACE_SAMPLE_RATIO", "1.5"))).hasSize(1);
    assertThat(broken(Map.of("FLOODGATE_TRACE_SAMPLE_RATIO", "1e-3"))).hasSize(1);
  }

  @Test
  void allBrokenRulesAreNamedAtOnce() {
    assertThat(
            broken(
                Map.of(
                    "FLOODGATE_HTTP_HOST", "0.0.0.0",
                    "FLOODGATE_POSTGRES_LOCK_TIMEOUT", "20s",
                    "FLOODGATE_HTTP_REQUEST_TIMEOUT", "1s")))
        .hasSize(3);
  }

  private static List<String> broken(Map<String, String> environment) {
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigLoader.load(shipped(), List.of(), environment));
    return refusal == null
        ? List.of()
        : refusal.faults().stream().map(ConfigFault::toString).toList();
  }

  private static String shipped() throws IOException {
    return Files.readString(Path.of("conf/floodgate.yaml"));
  }
}
