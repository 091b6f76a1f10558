package io.floodgate.metrics;

import io.floodgate.coupon.GateCounts;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.ops.Invariant;
import io.floodgate.ops.InvariantReport;
import io.floodgate.ops.Readings;
import io.floodgate.outbox.RelayStatus;
import io.floodgate.web.KeyOutcome;
import io.floodgate.web.Priority;
import io.floodgate.web.Web;
import io.floodgate.webhook.PostCounts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Shows what the parts of this node keep of themselves. */
final class NodeMetrics {

  private final Readout readout;
  private final Watched node;
  private final Set<String> invariants = ConcurrentHashMap.newKeySet();

  NodeMetrics(Readout readout, Watched node) {
    this.readout = readout;
    this.node = node;
    requests(node.web());
    stores(node.kafka());
    events(node.kafka(), node.readings());
    gates(node.gates());
    ranking();
    health(node.readings());
  }

  /** Invariants are known by name only once they have been checked. */
  void refresh() {
    node.readings()
        .checked()
        .ifPresent(checked -> checked.report().invariants().forEach(this::add));
  }

  private void requests(Web web) {
    readout.level("floodgate.http.connections", "Open connections.", web::openConnections);
    readout.level("floodgate.http.streams", "Open streams of events.", web::streamsOpen);
    readout.level("floodgate.admission.requests", "Requests under way.", web::requestsUnderWay);
    readout.level(
        "floodgate.admission.limit", "Requests that may be under way now.", web::requestLimit);
    readout.counts(
        "floodgate.admission.admitted",
        "Requests that were taken on.",
        "class",
        Priority.class,
        web::requestsAdmitted);
    readout.counts(
        "floodgate.admission.shed",
        "Requests that were refused because there was too much.",
        "class",
        Priority.class,
        web::requestsRefused);
    web.loopLags()
        .keySet()
        .forEach(
            loop ->
                readout.seconds(
                    "floodgate.loop.lag",
                    "How far an event loop was behind, at worst in the last 10 to 20 s.",
                    () -> Optional.of(web.loopLags().get(loop)),
                    "loop",
                    loop));
    readout.counts(
        "floodgate.idempotency",
        "Requests with an idempotency key.",
        "outcome",
        KeyOutcome.class,
        web::keys);
  }

  private void stores(KafkaStore kafka) {
    readout.flag(
        "floodgate.redis.up",
        "Whether every event loop has a connection to Redis.",
        () -> Optional.of(node.redis().isUp()));
    readout.level(
        "floodgate.redis.commands.under.way",
        "Commands that Redis has not answered yet.",
        node.redis()::commandsUnderWay);
    readout.count(
        "floodgate.redis.failures",
        "Commands that Redis did not carry out, or that were not sent to it.",
        node.redis()::failures);
    if (kafka.isConfigured()) {
      readout.flag(
          "floodgate.kafka.up",
          "Whether Kafka answers and has every topic.",
          () -> Optional.of(kafka.upFor().isPresent()));
    }
  }

  private void events(KafkaStore kafka, Readings readings) {
    readout.known(
        "floodgate.outbox.backlog",
        "Events of all nodes that wait to be sent.",
        () -> readings.relay().map(RelayStatus::backlog));
    readout.seconds(
        "floodgate.outbox.oldest",
        "For how long the first of them has waited.",
        () -> readings.relay().map(RelayStatus::oldest));
    readout.count(
        "floodgate.outbox.sent",
        "Events that this node has sent, again included.",
        () -> readings.relay().map(RelayStatus::sent).orElse(0L));
    for (String group : kafka.groups()) {
      if (kafka.isConfigured()) {
        readout.known(
            "floodgate.consumer.lag",
            "Messages that a group has not worked off, of all nodes.",
            () -> {
              var lag = readings.lag(group);
              return lag.isPresent() ? Optional.of(lag.getAsLong()) : Optional.empty();
            },
            "group",
            group);
      }
      readout.count(
          "floodgate.dead.letters",
          "Messages that this node put to the dead letters.",
          () -> kafka.deadLetters(group),
          "group",
          group);
    }
    readout.counts(
        "floodgate.webhook.posts",
        "Posts to the data platform.",
        "outcome",
        PostCounts.Outcome.class,
        node.posts()::of);
  }

  private void gates(GateCounts gates) {
    readout.counts(
        "floodgate.coupon.gate",
        "Requests for coupons, by what the gate said.",
        "result",
        GateCounts.Result.class,
        gates::of);
    readout.count(
        "floodgate.coupon.gate.drift",
        "Gates that were found not to say what PostgreSQL says.",
        gates::drifts);
    readout.count(
        "floodgate.coupon.gate.rebuilds",
        "Gates that were built, the first of each coupon included.",
        gates::builds);
  }

  private void ranking() {
    readout.seconds(
        "floodgate.ranking.age",
        "How long ago the ranking that is served was read.",
        node.board()::age);
    readout.count(
        "floodgate.ranking.rebuilds",
        "Times that this node has built the ranking in Redis anew.",
        node.board()::builds);
  }

  private void health(Readings readings) {
    readout.flag("floodgate.ready", "Whether this node can do its work.", readings::ready);
    readout.seconds(
        "floodgate.invariants.checked.timestamp",
        "When the invariants were checked last, since 1970.",
        () -> readings.checked().map(last -> Duration.ofMillis(last.at().toEpochMilli())));
  }

  private void add(Invariant found) {
    if (invariants.add(found.name())) {
      readout.known(
          "floodgate.invariant.violations",
          "What breaks an invariant, by its last check.",
          () -> node.readings().checked().flatMap(last -> violations(last.report(), found.name())),
          "invariant",
          found.name());
    }
  }

  /** Empty for one that could not be checked. */
  private static Optional<Long> violations(InvariantReport report, String name) {
    return report.invariants().stream()
        .filter(one -> one.name().equals(name) && one.notChecked().isEmpty())
        .map(Invariant::violations)
        .findFirst();
  }
}
