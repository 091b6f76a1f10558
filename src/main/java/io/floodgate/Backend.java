package io.floodgate;

import io.floodgate.config.Config;
import io.floodgate.config.LiveConfig;
import io.floodgate.db.Migrations;
import io.floodgate.ops.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The server: started in order, and stopped in reverse.
 *
 * <p>What starts, stops and waits here blocks: it is called from threads of the program, never from
 * an event loop.
 */
public final class Backend implements AutoCloseable {

  /** Beyond the time that requests have, for the connections to close. */
  private static final Duration HTTP_CLOSES_WITHIN = Duration.ofSeconds(1);

  private final LiveConfig config;
  private final Node node;
  private final Life life;
  private final Part http;
  private final Parts parts;

  /** Nothing runs yet, but {@link #stop} is due in any case. */
  Backend(LiveConfig config) {
    this.config = config;
    this.node = new Node(config);
    this.life = node.health().life();
    this.http = node.http();
    this.parts = new Parts(node.vertx(), life);
  }

  /**
   * Starts everything and returns when it answers requests.
   *
   * @throws io.floodgate.base.Refused when the schema is too old, and is not to be migrated
   * @throws RuntimeException when a part cannot start; then all parts are stopped again
   */
  public static Backend start(LiveConfig config) {
    Backend backend = new Backend(config);
    try {
      backend.open();
    } catch (Exception e) { // a failed future throws whatever it failed with
      backend.stop();
      throw e;
    }
    return backend;
  }

  /** The port that is listened on, also where the system chose it. */
  public int port() {
    return node.web().port();
  }

  /**
   * Starts everything and returns when it answers requests; how far it is, it answers from the
   * first step on. It may be stopped meanwhile, by another thread.
   *
   * @throws Parts.StoppedWhileStarting when it was
   * @throws RuntimeException when a part cannot start; {@link #stop} stops those that have
   */
  void open() {
    List<Part> inOrder = node.inOrder();
    List<String> todo = new ArrayList<>(List.of("migrations", "a range of ids"));
    inOrder.forEach(part -> todo.add(part.name()));
    todo.add("gates and rankings");
    life.todo(todo);
    parts.act(() -> Parts.await(http.start(node.vertx())));
    step(() -> parts.act(this::migrate));
    step(() -> parts.act(() -> Parts.await(node.takeIds())));
    inOrder.forEach(part -> step(() -> parts.start(part)));
    step(() -> parts.act(() -> Parts.await(node.warm())));
    node.measure();
    parts.act(life::serve);
  }

  private void step(Runnable step) {
    step.run();
    life.stepDone();
  }

  private void migrate() {
    Config.Postgres postgres = config.get().postgres();
    if (postgres.migrate()) {
      Migrations.migrate(postgres);
    } else {
      new Migrations(postgres).require();
    }
  }

  /**
   * Stops everything, within {@code runtime.stopTimeout}: says that it is not ready, goes on as
   * before for {@code http.stopDelay}, lets requests under way finish, then stops the rest in
   * reverse of its start. Only the first call does.
   *
   * @return what did not stop in time, empty when all did
   */
  List<String> stop() {
    Life.Phase before = life.stop();
    if (before == Life.Phase.STOPPING) {
      return List.of();
    }
    Closing closing = new Closing(config.get().runtime().stopTimeout());
    Config.Http limits = config.get().http();
    if (before == Life.Phase.SERVING && limits.stopDelay().isPositive()) {
      long millis = limits.stopDelay().toMillis();
      closing.step(
          "the wait", closing.left(), () -> node.vertx().timer(millis, TimeUnit.MILLISECONDS));
    }
    closing.step(
        http.name(), limits.drainTimeout().plus(HTTP_CLOSES_WITHIN), () -> http.stop(node.vertx()));
    parts.stop(closing);
    node.close(closing);
    return closing.hung();
  }

  /**
   * Stops everything, as a signal does.
   *
   * @throws IllegalStateException when something did not stop in time
   */
  @Override
  public void close() {
    List<String> hung = stop();
    if (!hung.isEmpty()) {
      throw new IllegalStateException("did not stop in time: " + String.join(", ", hung));
    }
  }
}
