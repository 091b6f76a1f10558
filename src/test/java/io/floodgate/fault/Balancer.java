package io.floodgate.fault;

import io.floodgate.server.Client;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to several servers, as what stands in front of them goes it: requests go to those whose
 * probe says that they are ready, each in turn, over connections that are kept. One that was
 * refused, cut off or answered 503 is sent again, with its key. Any thread.
 */
final class Balancer implements Load.Way, AutoCloseable {

  private static final Duration PROBE = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Client> servers;
  private final ConcurrentHashMap<Client, Boolean> ready = new ConcurrentHashMap<>();
  private final ScheduledExecutorService prober = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger refusedConnections = new AtomicInteger();
  private final AtomicInteger resets = new AtomicInteger();
  private final AtomicInteger unavailable = new AtomicInteger();

  Balancer(List<ServerProcess> servers) {
    this.servers = servers.stream().map(ServerProcess::client).toList();
    probe();
    prober.scheduleWithFixedDelay(
        this::probe, PROBE.toMillis(), PROBE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void probe() {
    for (Client server : servers) {
      ready.put(server, isReady(server));
    }
  }

  private static boolean isReady(Client server) {
    try {
      return server.get("/ops/health/ready").status() == 200;
    } catch (CompletionException gone) {
      return false;
    }
  }

  @Override
  public CompletableFuture<Client.Answer> send(long number, Request request, String key) {
    return attempt(number, request, key, System.nanoTime() + PATIENCE.toNanos());
  }

  private CompletableFuture<Client.Answer> attempt(
      long number, Request request, String key, long untilNanos) {
    List<Client> there = new ArrayList<>(servers);
    there.removeIf(server -> !ready.get(server));
    if (there.isEmpty()) {
      return again(number, request, key, untilNanos, new IOException("no server is ready"));
    }
    return request
        .sendTo(there.get((int) (number % there.size())), key)
        .handle(
            (answer, error) -> {
              if (error != null) {
                Throwable cause = error.getCause() == null ? error : error.getCause();
                (cause instanceof ConnectException ? refusedConnections : resets).incrementAndGet();
                return again(number, request, key, untilNanos, error);
              }
              if (answer.status() == 503) {
                unavailable.incrementAndGet();
                return again(number, request, key, untilNanos, new IOException(answer.outcome()));
              }
              return CompletableFuture.completedFuture(answer);
            })
        .thenCompose(next -> next);
  }

  private CompletableFuture<Client.Answer> again(
      long number, Request request, String key, long untilNanos, Throwable why) {
    if (System.nanoTime() - untilNanos > 0) {
      return CompletableFuture.failedFuture(why);
    }
    Executor later = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(() -> attempt(number, request, key, untilNanos), later)
        .thenCompose(next -> next);
  }

  /** Attempts whose connection was refused. */
  int refusedConnections() {
    return refusedConnections.get();
  }

  /** Attempts whose connection broke before an answer had come. */
  int resets() {
    return resets.get();
  }

  /** Attempts that were answered 503. */
  int unavailable() {
    return unavailable.get();
  }

  @Override
  public void close() {
    prober.shutdownNow();
  }
}
