package io.floodgate.config;

import static io.floodgate.config.Config.AuthMode.GATEWAY;
import static io.floodgate.config.Config.AuthMode.JWT;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What several keys together must hold; each rule is a sentence. */
final class Rules {
  /** Transactions beside the lanes' batches: expiry, and one for everything rare. */
  private static final int OTHER_TRANSACTIONS = 2;

  private final Config config;
  private final Map<String, Source> sources;
  private final Set<String> faulty;
  private final List<ConfigFault> faults;

  /**
   * @param faulty keys whose value is refused already: rules that speak of one are left out
   * @param faults where broken rules are added
   */
  Rules(Config config, Map<String, Source> sources, Set<String> faulty, List<ConfigFault> faults) {
    this.config = config;
    this.sources = sources;
    this.faulty = faulty;
    this.faults = faults;
  }

  void check(int cores) {
    tokensAreNotHereYet();
    gatewayModeStaysAtHome();
    timeoutsNest();
    everyBatchHasItsConnection(cores);
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
  }

  private void everyBatchHasItsConnection(int cores) {
    int eventLoops = config.runtime().eventLoopsOn(cores);
    Config.Batching orders = config.orders().batching();
    Config.Batching points = config.points().batching();
    int orderLanes = orders.lanesOn(eventLoops);
    int pointLanes = points.lanesOn(eventLoops);
    int needed =
        orderLanes * orders.batchesUnderWay()
            + pointLanes * points.batchesUnderWay()
            + OTHER_TRANSACTIONS;
    String sum =
        ("must be at least %d: %d order lanes x %d batches under way + %d point lanes x %d batches"
                + " under way + %d (lanes 0 is one per event loop, eventLoops 0 one per core; here"
                + " %d event loops)")
            .formatted(
                needed,
                orderLanes,
                orders.batchesUnderWay(),
                pointLanes,
                points.batchesUnderWay(),
                OTHER_TRANSACTIONS,
                eventLoops);
    require(
        config.postgres().poolSize() >= needed,
        sum + "; from %s, %s, %s, %s, %s",
        "postgres.poolSize",
        "orders.batching.lanes",
        "orders.batching.batchesUnderWay",
        "points.batching.lanes",
        "points.batching.batchesUnderWay",
        "runtime.eventLoops");
  }

  /** Adds a fault at the first key; {@code problem} has a {@code %s} for each of the others. */
  private void require(boolean holds, String problem, String key, String... others) {
    if (holds || faulty.contains(key) || List.of(others).stream().anyMatch(faulty::contains)) {
      return;
    }
    Object[] said = List.of(others).stream().map(this::said).toArray();
    Source source = sources.get(key);
    faults.add(new ConfigFault(source.place(), key, source.written(), problem.formatted(said)));
  }

  private String said(String key) {
    Source source = sources.get(key);
    return "%s = %s (%s)".formatted(key, source.written(), source.place());
  }

  // Asks no name server: a name other than localhost may mean anything tomorrow.
  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
