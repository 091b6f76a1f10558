package io.floodgate.fault;

import io.floodgate.server.Client;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Requests at a steady rate, each with a key of its own, whether the server keeps up or not, and
 * what became of them.
 */
final class Load implements AutoCloseable {

  private static final int MAX_UNDER_WAY = 2_000;

  private final LongFunction<Request> requests;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
  private final Phaser underWay = new Phaser(1);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong succeeded = new AtomicLong();
  private final Way way;

  private Load(Way way, LongFunction<Request> requests) {
    this.way = way;
    this.requests = requests;
  }

  /** How a request gets to a server. */
  @FunctionalInterface
  interface Way {
    /**
     * @param number of the request, from 0
     */
    CompletableFuture<Client.Answer> send(long number, Request request, String key);
  }

  /**
   * One request and what came of it.
   *
   * @param answer empty when the connection broke or was refused
   * @param sentAt in nanoseconds
   */
  record Attempt(
      Request request, String key, long sentAt, Duration took, Optional<Client.Answer> answer) {

    boolean succeeded() {
      return answer.filter(Client.Answer::succeeded).isPresent();
    }

    /** Whether it may have had its effect, for all its client knows. */
    boolean isUnknown() {
      return answer.map(given -> given.status() == 504).orElse(true);
    }

    String outcome() {
      return answer.map(Client.Answer::outcome).orElse("no answer");
    }
  }

  /**
   * @param perSecond how many requests a second
   * @param requests given 0, 1, 2 …
   */
  static Load start(Client client, int perSecond, LongFunction<Request> requests) {
    return start(List.of(client), perSecond, requests);
  }

  /** Sends to each server in turn. */
  static Load start(List<Client> clients, int perSecond, LongFunction<Request> requests) {
    return start(
        (number, request, key) -> request.sendTo(clients.get((int) (number % clients.size())), key),
        perSecond,
        requests);
  }

  static Load start(Way way, int perSecond, LongFunction<Request> requests) {
    Load load = new Load(way, requests);
    load.clock.scheduleAtFixedRate(
        load::sendNext, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
    return load;
  }

  /** A bit of everything: orders of two products, every tenth to be paid later, and charges. */
  static LongFunction<Request> shopping(int users, int products) {
    return number -> {
      long user = 1 + number % users;
      Line[] lines = {new Line(1 + number % products, 2), Line.of(1 + (number + 3) % products)};
      return switch ((int) (number % 10)) {
        case 0 -> Request.unpaidOrder(user, lines);
        case 3, 7 -> Request.charge(user, 10);
        default -> Request.order(user, lines);
      };
    };
  }

  private void sendNext() {
    if (underWay.getUnarrivedParties() > MAX_UNDER_WAY) {
      return;
    }
    long number = sent.getAndIncrement();
    Request request = requests.apply(number);
    String key = UUID.randomUUID().toString();
    long sentAt = System.nanoTime();
    underWay.register();
    way.send(number, request, key)
        .thenApply(Optional::of)
        .exceptionally(noAnswer -> Optional.empty())
        .whenComplete(
            (answer, never) -> {
              Duration took = Duration.ofNanos(System.nanoTime() - sentAt);
              Attempt attempt = new Attempt(request, key, sentAt, took, answer);
              attempts.add(attempt);
              if (attempt.succeeded()) {
                succeeded.incrementAndGet();
              }
              underWay.arriveAndDeregister();
            });
  }

  /** How many were answered with success so far. */
  long succeeded() {
    return succeeded.get();
  }

  /** What is known so far. */
  Collection<Attempt> attempts() {
    return attempts;
  }

  /** Sends no more, and returns what became of all that was sent. */
  List<Attempt> stop() {
    clock.shutdownNow();
    underWay.arriveAndAwaitAdvance();
    return List.copyOf(attempts);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
