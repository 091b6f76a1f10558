package io.floodgate.web;

import io.floodgate.bus.Bus;
import io.floodgate.config.Config;
import io.floodgate.ops.Health;
import io.floodgate.trace.Traces;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What all {@link HttpVerticle}s of a node share: the limits that hold for the whole node, what its
 * streams show, and the port. One object a node; thread-safe.
 */
public final class Web {

  /** Bodies that are still arriving may hold this part of the heap. */
  private static final int HEAP_SHARE_OF_BODIES = 8;

  /** Where the system chooses the port, servers of one node meet under a negative number. */
  private static final AtomicInteger CHOSEN_BY_SYSTEM = new AtomicInteger();

  private final Supplier<Config> config;
  private final Bus bus;
  private final Health health;
  private final Traces traces;
  private final Admission admission;
  private final Connections connections;
  private final AtomicInteger openStreams = new AtomicInteger();
  private final RunningKeys runningKeys = new RunningKeys();
  private final KeyCounts keyCounts = new KeyCounts();
  private final Map<String, LoopLag> lags = new ConcurrentHashMap<>();
  private final Assets assets = new Assets();
  private final Lookouts lookouts;
  private final WebMeter meter;
  private final Optional<MetricsPage> metricsPage;
  private final RequestLog requestLog;
  private final int listenPort;
  private volatile int port;

  /**
   * @param config as it is at each call; what changes takes effect with the next request
   * @param health what the node says when it is asked how it is
   * @param meter hears how long requests take
   * @param metricsPage what {@code /ops/metrics} shows; there is no such route without it
   * @param traces where sampled requests are recorded
   */
  public Web(
      Supplier<Config> config,
      Bus bus,
      Health health,
      WebMeter meter,
      Optional<MetricsPage> metricsPage,
      Traces traces) {
    this.config = config;
    this.bus = bus;
    this.health = health;
    this.meter = meter;
    this.metricsPage = metricsPage;
    this.traces = traces;
    this.requestLog = new RequestLog(() -> config.get().log().slowRequest());
    this.lookouts = new Lookouts(() -> config.get().http(), bus);
    this.admission =
        new Admission(
            () -> config.get().admission(),
            () -> config.get().http().maxRequests(),
            Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_BODIES,
            System::nanoTime);
    this.connections = new Connections(() -> config.get().http());
    Config.Http http = config.get().http();
    this.listenPort = http.port() == 0 ? CHOSEN_BY_SYSTEM.decrementAndGet() : http.port();
  }

  /** The port that is listened on; 0 before the first verticle has started. */
  public int port() {
    return port;
  }

  /** Requests under way now. */
  public int requestsUnderWay() {
    return admission.requests();
  }

  /** Requests that may be under way now, as measured. */
  public int requestLimit() {
    return admission.limit();
  }

  /** Requests of a class that were taken on since the start. */
  public long requestsAdmitted(Priority priority) {
    return admission.admitted(priority);
  }

  /** Requests of a class that were refused since the start because there was too much. */
  public long requestsRefused(Priority priority) {
    return admission.refused(priority);
  }

  /** Connections open now. */
  public int openConnections() {
    return connections.open();
  }

  /** Streams of events open now. */
  public int streamsOpen() {
    return openStreams.get();
  }

  /** What became of requests with an idempotency key since the start. */
  public long keys(KeyOutcome outcome) {
    return keyCounts.of(outcome);
  }

  /** How far each event loop was behind at worst of late, by the name of its thread. */
  public Map<String, Duration> loopLags() {
    Map<String, Duration> worst = new TreeMap<>();
    lags.forEach((loop, lag) -> worst.put(loop, lag.worst()));
    return worst;
  }

  /** Called on the event loop whose lag it is. */
  void watch(LoopLag lag) {
    lags.put(Thread.currentThread().getName(), lag);
  }

  /** Counted by those who open and close streams. */
  AtomicInteger openStreams() {
    return openStreams;
  }

  /** As it is now. */
  Config config() {
    return config.get();
  }

  Bus bus() {
    return bus;
  }

  Health health() {
    return health;
  }

  Admission admission() {
    return admission;
  }

  Connections connections() {
    return connections;
  }

  RunningKeys runningKeys() {
    return runningKeys;
  }

  KeyCounts keyCounts() {
    return keyCounts;
  }

  WebMeter meter() {
    return meter;
  }

  Optional<MetricsPage> metricsPage() {
    return metricsPage;
  }

  Assets assets() {
    return assets;
  }

  Traces traces() {
    return traces;
  }

  RequestLog requestLog() {
    return requestLog;
  }

  Lookouts lookouts() {
    return lookouts;
  }

  int listenPort() {
    return listenPort;
  }

  void listening(int actualPort) {
    port = actualPort;
  }
}
