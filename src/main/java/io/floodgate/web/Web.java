package io.floodgate.web;

import io.floodgate.bus.Bus;
import io.floodgate.config.Config;
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
  private final Admission admission;
  private final Connections connections;
  private final AtomicInteger openStreams = new AtomicInteger();
  private final RunningKeys runningKeys = new RunningKeys();
  private final Assets assets = new Assets();
  private final Lookouts lookouts;
  private final int listenPort;
  private volatile int port;

  /**
   * @param config as it is at each call; what changes takes effect with the next request
   */
  public Web(Supplier<Config> config, Bus bus) {
    this.config = config;
    this.bus = bus;
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

  Admission admission() {
    return admission;
  }

  Connections connections() {
    return connections;
  }

  RunningKeys runningKeys() {
    return runningKeys;
  }

  Assets assets() {
    return assets;
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
