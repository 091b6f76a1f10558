package io.floodgate.redis;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayDeque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One multiplexed connection to Redis, and the way back to it: commands are sent one behind the
 * other without waiting, a connection that breaks or hangs is replaced, and while there is none
 * every command fails at once. Lives on one event loop.
 */
public final class RedisCommands {

  private static final Logger LOG = LoggerFactory.getLogger(RedisCommands.class);

  private static final long FIRST_PAUSE_MILLIS = 20;

  private final Vertx vertx;
  private final Context context;
  private final Config.Redis config;
  private final Redis client;
  private final ArrayDeque<Sent> underWay = new ArrayDeque<>();
  private RedisConnection connection;
  private boolean connecting;
  private boolean away;
  private boolean closed;
  private long pauseMillis = FIRST_PAUSE_MILLIS;

  /** A command, and when it was sent. Redis answers in the order of the commands. */
  private record Sent(Promise<Response> answer, long nanoTime) {}

  /** Called on the event loop that it lives on. */
  RedisCommands(Vertx vertx, Config.Redis config) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.config = config;
    this.client = Redis.createClient(vertx, options(config));
    connect();
    vertx.setPeriodic(Math.max(5, config.commandTimeout().toMillis() / 4), _ -> giveUpIfHanging());
  }

  /** Whether there is a connection now. */
  public boolean isUp() {
    return connection != null;
  }

  /**
   * Sends a command. Fails with UNAVAILABLE when Redis is away, does not answer in time or answers
   * with an error; whether the command was carried out is not known then.
   */
  public Future<Response> send(Request request) {
    if (connection == null || underWay.size() >= config.maxCommands()) {
      return Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
    }
    Sent sent = new Sent(Promise.promise(), System.nanoTime());
    underWay.add(sent);
    connection
        .send(request)
        .onComplete(
            answer -> {
              underWay.remove(sent); // the head, unless the connection broke
              sent.answer.tryComplete(answer);
            },
            error -> {
              underWay.remove(sent);
              sent.answer.tryFail(error);
            });
    return sent.answer.future().recover(RedisCommands::unavailable);
  }

  /** Runs a script, and hands its text over first where Redis does not know it. */
  public Future<Response> run(Script script, List<String> keys, List<String> arguments) {
    return send(eval(Command.EVALSHA, script.sha(), keys, arguments))
        .recover(
            error ->
                isUnknownScript(error)
                    ? send(eval(Command.EVAL, script.text(), keys, arguments))
                    : Future.failedFuture(error));
  }

  Future<Void> close() {
    closed = true;
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        _ -> {
          drop(connection);
          client.close().onComplete(done);
        });
    return done.future();
  }

  private static Request eval(
      Command command, String script, List<String> keys, List<String> arguments) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  private static boolean isUnknownScript(Throwable error) {
    return error.getCause() instanceof ErrorType refused && refused.is("NOSCRIPT");
  }

  private static <T> Future<T> unavailable(Throwable error) {
    return Future.failedFuture(
        error instanceof Failure ? error : Failure.because(CommonFailure.UNAVAILABLE, error));
  }

  private void connect() {
    if (closed || connecting) {
      return;
    }
    connecting = true;
    client
        .connect()
        .onComplete(
            opened -> {
              connecting = false;
              if (closed) {
                opened.close();
                return;
              }
              connection = opened;
              pauseMillis = FIRST_PAUSE_MILLIS;
              opened.exceptionHandler(broken -> drop(opened));
              opened.endHandler(ended -> drop(opened));
              if (away) {
                LOG.info("Redis answers again");
              }
              away = false;
            },
            error -> {
              connecting = false;
              connectLater(error);
            });
  }

  private void connectLater(Throwable error) {
    if (!away && !closed) {
      LOG.warn("Redis is away, and will be asked again: {}", error.toString());
    }
    away = true;
    vertx.setTimer(pauseMillis, _ -> connect());
    pauseMillis = Math.min(2 * pauseMillis, config.reconnectInterval().toMillis());
  }

  private void giveUpIfHanging() {
    Sent oldest = underWay.peek();
    if (oldest != null && System.nanoTime() - oldest.nanoTime > config.commandTimeout().toNanos()) {
      drop(connection);
    }
  }

  /** Whoever waits for an answer on this connection hears that none will come. */
  private void drop(RedisConnection broken) {
    if (broken == null || connection != broken) {
      return;
    }
    connection = null;
    broken.close();
    List<Sent> unanswered = List.copyOf(underWay);
    underWay.clear();
    unanswered.forEach(sent -> sent.answer.tryFail("the connection to Redis was given up"));
    if (!closed) {
      connectLater(new IllegalStateException("the connection broke or hung"));
    }
  }

  private static RedisOptions options(Config.Redis config) {
    RedisOptions options =
        new RedisOptions()
            .setConnectionString("redis://" + config.host() + ":" + config.port())
            .setMaxWaitingHandlers(config.maxCommands())
            // Else a connection is taken back from us after three minutes.
            .setPoolRecycleTimeout(-1)
            .setPoolCleanerInterval(-1)
            .setNetClientOptions(
                new NetClientOptions()
                    .setConnectTimeout((int) config.connectTimeout().toMillis())
                    .setTcpKeepAlive(true));
    config.user().ifPresent(options::setUser);
    if (!config.password().reveal().isEmpty()) {
      options.setPassword(config.password().reveal());
    }
    return options;
  }
}
