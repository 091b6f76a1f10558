package io.floodgate.redis;

import io.floodgate.config.Config;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections to Redis, one an event loop. One object a node; each verticle asks it when it starts,
 * and gets the connection of its own event loop. Nothing depends on Redis being there.
 */
public final class RedisStore {

  private final VertxInternal vertx;
  private final Config.Redis config;
  private final Map<Object, RedisCommands> byEventLoop = new ConcurrentHashMap<>();
  private final Absence absence = new Absence();

  public RedisStore(Vertx vertx, Config.Redis config) {
    this.vertx = (VertxInternal) vertx;
    this.config = config;
  }

  /** The commands of the calling verticle's event loop. */
  public RedisCommands commands() {
    Context context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("commands are asked for from a verticle's start");
    }
    return byEventLoop.computeIfAbsent(
        ((ContextInternal) context).nettyEventLoop(),
        loop -> new RedisCommands(ofNoVerticle((ContextInternal) context), config, absence));
  }

  /** The same event loop, and not closed with the verticle that happened to ask first. */
  private ContextInternal ofNoVerticle(ContextInternal context) {
    return vertx
        .contextBuilder()
        .withEventLoop(context.nettyEventLoop())
        .withCloseFuture(new CloseFuture())
        .build();
  }

  /** Whether every event loop that wants a connection has one now. Any thread. */
  public boolean isUp() {
    return byEventLoop.values().stream().allMatch(RedisCommands::isUp);
  }

  /** Commands of this node that were sent and not answered yet. Any thread. */
  public int commandsUnderWay() {
    return byEventLoop.values().stream().mapToInt(RedisCommands::underWay).sum();
  }

  /**
   * Commands of this node that were not carried out, as far as is known, since the start: those
   * that were not sent because Redis was away included. Any thread.
   */
  public long failures() {
    return byEventLoop.values().stream().mapToLong(RedisCommands::failures).sum();
  }

  /** The name of a key in this system's part of Redis. */
  public String key(String name) {
    return config.keyPrefix().orElse("") + name;
  }

  /**
   * Completes when every event loop has a connection or has failed to get one, which takes no
   * longer than {@code redis.connectTimeout}: a node that starts into a rush shall find the gates.
   */
  public Future<Void> tried() {
    return Future.join(byEventLoop.values().stream().map(RedisCommands::tried).toList()).mapEmpty();
  }

  /** Closes every connection; commands under way fail. */
  public Future<Void> close() {
    return Future.join(byEventLoop.values().stream().map(RedisCommands::close).toList()).mapEmpty();
  }
}
