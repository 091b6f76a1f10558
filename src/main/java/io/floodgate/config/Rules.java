package io.floodgate.config;

import static io.floodgate.config.Config.AuthMode.GATEWAY;
import static io.floodgate.config.Config.AuthMode.JWT;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What several keys together must hold; each rule is a sentence. */
final class Rules {
  private final Config config;
  private final Findings findings;

  /**
   * @param faulty keys whose value is refused already: rules that speak of one are left out
   * @param faults where broken rules are added
   */
  Rules(Config config, Map<String, Source> sources, Set<String> faulty, List<ConfigFault> faults) {
    this.config = config;
    this.findings = new Findings(sources, faulty, faults);
  }

  void check() {
    tokensAreNotHereYet();
    gatewayModeStaysAtHome();
    timeoutsNest();
    aStopEnds();
    admissionIsInOrder();
    quietStreamsLive();
    theBusinessDayIsKnown();
    eventsArePostedWhereTheyMay();
    tracesAreSentSomewhere();
  }

  private void tokensAreNotHereYet() {
    require(
        config.auth().mode() != JWT,
        "tokens are not part of this release yet; allowed is gateway",
        "auth.mode");
  }

  private void gatewayModeStaysAtHome() {
    require(
        config.auth().mode() != GATEWAY
            || config.auth().trustGateway()
            || isLoopback(config.http().host()),
        "gateway mode believes whoever connects, so %s must be a loopback address; where only the"
            + " gateway can reach it, set auth.trustGateway: true (now %s)",
        "auth.mode",
        "http.host",
        "auth.trustGateway");
  }

  private void timeoutsNest() {
    Config.Postgres postgres = config.postgres();
    require(
        postgres.lockTimeout().compareTo(postgres.statementTimeout()) <= 0,
        "must not be longer than %s, which would always end the wait first",
        "postgres.lockTimeout",
        "postgres.statementTimeout");
    require(
        config.http().requestTimeout().compareTo(postgres.poolTimeout()) >= 0,
        "must not be shorter than %s: nobody would hear the answer",
        "http.requestTimeout",
        "postgres.poolTimeout");
    require(
        config.coupons().pendingFor().compareTo(config.http().requestTimeout()) > 0,
        "must be longer than %s: a coupon that is still being issued would be free again",
        "coupons.pendingFor",
        "http.requestTimeout");
    require(
        config.kafka().linger().multipliedBy(3).compareTo(config.kafka().sendTimeout()) <= 0,
        "must not be longer than a third of %s, or no time is left to send",
        "kafka.linger",
        "kafka.sendTimeout");
    require(
        config.coupons().queuedFor().compareTo(config.coupons().pendingFor()) >= 0,
        "must not be shorter than %s",
        "coupons.queuedFor",
        "coupons.pendingFor");
  }

  private void aStopEnds() {
    Config.Http http = config.http();
    require(
        config.runtime().stopTimeout().compareTo(http.stopDelay().plus(http.drainTimeout())) > 0,
        "must be longer than %s and %s together, or no time is left for the rest",
        "runtime.stopTimeout",
        "http.stopDelay",
        "http.drainTimeout");
  }

  private void admissionIsInOrder() {
    Config.Admission admission = config.admission();
    require(
        admission.targetLatency().compareTo(config.http().requestTimeout()) < 0,
        "must be shorter than %s, which would end what was taken on",
        "admission.targetLatency",
        "http.requestTimeout");
    require(
        admission.readShare() <= admission.couponShare(),
        "must not be larger than %s: reads are refused first",
        "admission.readShare",
        "admission.couponShare");
    require(
        admission.couponShare() <= admission.orderShare(),
        "must not be larger than %s: coupons are refused before orders",
        "admission.couponShare",
        "admission.orderShare");
  }

  private void quietStreamsLive() {
    require(
        config.http().streamHeartbeat().compareTo(config.http().idleTimeout()) < 0,
        "must be shorter than %s: a quiet stream would be closed",
        "http.streamHeartbeat",
        "http.idleTimeout");
  }

  private void theBusinessDayIsKnown() {
    require(
        ZoneId.getAvailableZoneIds().contains(config.ranking().zone()),
        "is no time zone, such as Asia/Seoul or UTC",
        "ranking.zone");
  }

  private void eventsArePostedWhereTheyMay() {
    Config.Webhook webhook = config.webhook();
    require(
        webhook.backoff().compareTo(webhook.maxBackoff()) <= 0,
        "must not be longer than %s",
        "webhook.backoff",
        "webhook.maxBackoff");
    if (webhook.url().isEmpty()) {
      return;
    }
    require(
        config.kafka().bootstrap().isPresent(),
        "events are read from Kafka, and there is none: %s",
        "webhook.url",
        "kafka.bootstrap");
    WebhookRules.problemOf(webhook.url().get(), webhook.allowPrivate())
        .ifPresent(problem -> require(false, problem, "webhook.url", "webhook.allowPrivate"));
    WebhookRules.problemOf(webhook.secret())
        .ifPresent(problem -> require(false, problem, "webhook.secret"));
    webhook
        .caFile()
        .filter(file -> !Files.isReadable(Path.of(file)))
        .ifPresent(_ -> require(false, "there is no such file", "webhook.caFile"));
  }

  private void tracesAreSentSomewhere() {
    require(
        config.trace().endpoint().map(Rules::isHttpUrl).orElse(true),
        "is no address such as http://collector:4318/v1/traces",
        "trace.endpoint");
  }

  private static boolean isHttpUrl(String text) {
    try {
      URI uri = new URI(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void require(boolean holds, String problem, String key, String... others) {
    findings.require(holds, problem, key, others);
  }

  // Asks no name server: a name other than localhost may mean anything tomorrow.
  static boolean isLoopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
