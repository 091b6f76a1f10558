package io.floodgate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is allowed but hardly meant: the server starts with it, and says so. */
final class Warnings {

  private final Config config;
  private final Findings findings;

  private Warnings(Config config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  static List<ConfigFault> of(Config config, Map<String, Source> sources) {
    List<ConfigFault> found = new ArrayList<>();
    new Warnings(config, new Findings(sources, Set.of(), found)).look();
    return found;
  }

  private void look() {
    limitsThatOthersHide();
    batching("orders", config.orders().batching());
    batching("points", config.points().batching());
    batching("coupons", config.coupons().batching());
    eventsGoSomewhere();
    openDoors();
  }

  private void limitsThatOthersHide() {
    Config.Http http = config.http();
    findings.require(
        config.admission().minRequests() <= http.maxRequests(),
        "is more than %s, which holds",
        "admission.minRequests",
        "http.maxRequests");
    findings.require(
        http.maxStreams() <= http.maxConnections(),
        "is never reached: each stream holds a connection, and %s",
        "http.maxStreams",
        "http.maxConnections");
    findings.require(
        http.instances() <= config.runtime().eventLoops() || config.runtime().eventLoops() == 0,
        "is more than there are event loops to run on: %s",
        "http.instances",
        "runtime.eventLoops");
    Config.IssueQueue queue = config.coupons().queue();
    findings.require(
        queue.backoff().compareTo(queue.maxBackoff()) <= 0,
        "is longer than %s, which holds",
        "coupons.queue.backoff",
        "coupons.queue.maxBackoff");
  }

  private void batching(String section, Config.Batching batching) {
    findings.require(
        batching.queue() >= batching.maxBatch(),
        "is less than %s, so that no batch is ever full",
        section + ".batching.queue",
        section + ".batching.maxBatch");
  }

  private void eventsGoSomewhere() {
    Config.Kafka kafka = config.kafka();
    findings.require(
        kafka.bootstrap().isPresent() || !config.outbox().relay(),
        "has nowhere to send to: every event waits in PostgreSQL, as %s",
        "outbox.relay",
        "kafka.bootstrap");
    findings.require(
        kafka.replicationFactor() > 1 || !kafka.bootstrap().orElse("").contains(","),
        "keeps each event on one broker, and there are several: %s",
        "kafka.replicationFactor",
        "kafka.bootstrap");
    findings.require(
        kafka.replicationFactor() <= 1 || kafka.bootstrap().isPresent(),
        "means nothing without Kafka: %s",
        "kafka.replicationFactor",
        "kafka.bootstrap");
  }

  private void openDoors() {
    findings.require(
        !config.auth().trustGateway() || !Rules.isLoopback(config.http().host()),
        "is not needed as %s, and would open the server to everybody if that were changed",
        "auth.trustGateway",
        "http.host");
    findings.require(
        config.webhook().url().isEmpty() || !config.webhook().allowPrivate(),
        "lets whoever sets %s reach machines that only this one can",
        "webhook.allowPrivate",
        "webhook.url");
  }
}
