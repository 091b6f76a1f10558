package io.floodgate.redis;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * One multiplexed connection to Redis, and the way back to it: commands are sent one behind the
 * other without waiting, a connection that breaks or hangs is replaced, and while there is none
 * every command fails at once. Lives on one event loop.
 */
public final class RedisCommands {

  private static final long FIRST_PAUSE_MILLIS = 20;

  /** So many times in a command time-out it is looked whether answers come. */
  private static final int LOOKS = 8;

  /** So many command time-outs a command may wait while others are answered. */
  private static final int LONGEST_WAIT = 4;

  private final ContextInternal context;
  private final Config.Redis config;
  private final RedisOptions options;
  private final Absence absence;
  private final LongAdder failures = new LongAdder();
  private final Promise<Void> tried = Promise.promise();
  private final Promise<Void> ended = Promise.promise();

  /** Volatile, and so is the next, for those on other threads who only look. */
  private volatile RedisLink link;

  private volatile boolean up;
  private boolean closed;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private long timer;

  /**
   * @param context of the event loop that it lives on; of no verticle, so that it outlives
   *     whichever verticle asked for it first
   */
  RedisCommands(ContextInternal context, Config.Redis config, Absence absence) {
    this.context = context;
    this.config = config;
    this.options = options(config);
    this.absence = absence;
    context.runOnContext(_ -> connect());
  }

  /** Completes when there is a connection, or the first attempt at one has failed. */
  Future<Void> tried() {
    return tried.future();
  }

  /** Whether there is a connection now. Any thread. */
  public boolean isUp() {
    return up;
  }

  /** Commands that were sent and not answered yet. Any thread, which may see it a moment late. */
  int underWay() {
    RedisLink seen = link;
    return seen == null ? 0 : seen.seenUnderWay();
  }

  /** Commands since the start that were not carried out, as far as is known. Any thread. */
  long failures() {
    return failures.sum();
  }

  /**
   * Sends a command. Fails with UNAVAILABLE when Redis is away, does not answer in time or cannot
   * serve now, and with INTERNAL when it takes the command for wrong; {@link RedisRefusal#of} tells
   * an answer of Redis from none. With none, whether the command was carried out is not known.
   */
  public Future<Response> send(Request request) {
    if (!up || link.underWay() >= config.maxCommands()) {
      failures.increment();
      return Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
    }
    RedisLink by = link;
    return by.send(request).recover(error -> failed(by, error));
  }

  /** Runs a script, and hands its text over first where Redis does not know it. */
  public Future<Response> run(Script script, List<String> keys, List<String> arguments) {
    return send(eval(Command.EVALSHA, script.sha(), keys, arguments))
        .recover(
            error ->
                RedisRefusal.of(error).filter(refusal -> refusal.is("NOSCRIPT")).isPresent()
                    ? send(eval(Command.EVAL, script.text(), keys, arguments))
                    : Future.failedFuture(error));
  }

  /** Commands under way fail, and so does every later one. Any thread. */
  Future<Void> close() {
    context.runOnContext(
        _ -> {
          if (!closed) {
            closed = true;
            context.owner().cancelTimer(timer);
            giveUp("this node stops");
            absence.isOver(this);
            ended.complete();
          }
        });
    return ended.future();
  }

  private static Request eval(
      Command command, String script, List<String> keys, List<String> arguments) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  private Future<Response> failed(RedisLink by, Throwable error) {
    boolean unknownScript = error instanceof RedisRefusal refusal && refusal.is("NOSCRIPT");
    if (!unknownScript) { // whose text is handed over then
      failures.increment();
    }
    if (error instanceof RedisRefusal refusal) {
      if (refusal.is("READONLY") && by == link) {
        // What we are connected to is no longer the primary; the address may lead to it again.
        lost("it became a replica");
      }
      return Future.failedFuture(
          Failure.because(
              refusal.isForNow() ? CommonFailure.UNAVAILABLE : CommonFailure.INTERNAL, refusal));
    }
    return Future.failedFuture(Failure.because(CommonFailure.UNAVAILABLE, error));
  }

  private void connect() {
    if (closed) {
      return;
    }
    RedisLink opening = new RedisLink(context, options);
    link = opening;
    timer =
        context.setTimer(
            config.connectTimeout().toMillis(), _ -> lost(opening, "no connection in time"));
    opening
        .open(broken -> lost(opening, broken))
        .onComplete(opened -> opened(opening), error -> lost(opening, error.toString()));
  }

  private void opened(RedisLink opened) {
    if (opened != link) {
      return;
    }
    context.owner().cancelTimer(timer);
    up = true;
    tried.tryComplete();
    absence.ends(this);
    watch(opened, 0, 0);
  }

  /**
   * Gives a connection up on which commands wait and no answer has come for a command time-out, or
   * on which the oldest has waited for several. Both are counted in looks and not in time: while
   * this event loop is held up nothing is read, and that is not the fault of Redis. A crowd that
   * waits in one long row is being served.
   *
   * @param silence how many looks in a row found commands waiting and no new answer
   */
  private void watch(RedisLink watched, long answersBefore, int silence) {
    timer =
        context.setTimer(
            Math.max(1, config.commandTimeout().toMillis() / LOOKS),
            _ -> {
              long answers = watched.answers();
              if (answers > 0) {
                pauseMillis = FIRST_PAUSE_MILLIS;
              }
              if (watched.look() > LOOKS * LONGEST_WAIT) {
                lost(watched, "it is slow");
              } else if (watched.underWay() == 0 || answers > answersBefore) {
                watch(watched, answers, 0);
              } else if (silence < LOOKS) {
                watch(watched, answers, silence + 1);
              } else {
                lost(watched, "it does not answer");
              }
            });
  }

  private void lost(RedisLink broken, String reason) {
    if (broken == link) {
      lost(reason);
    }
  }

  private void lost(String reason) {
    context.owner().cancelTimer(timer);
    tried.tryComplete();
    absence.begins(this, reason);
    giveUp(reason);
    timer = context.setTimer(pauseMillis, _ -> connect());
    pauseMillis = Math.min(2 * pauseMillis, config.reconnectInterval().toMillis());
  }

  /** Whoever waits for an answer on this connection hears that none will come. */
  private void giveUp(String reason) {
    RedisLink broken = link;
    link = null;
    up = false;
    if (broken != null) {
      broken.close(reason);
    }
  }

  private static RedisOptions options(Config.Redis config) {
    RedisOptions options =
        new RedisOptions()
            .setConnectionString("redis://" + config.host() + ":" + config.port())
            .setMaxPoolSize(1)
            // More than are ever sent: past its own bound the client fails commands out of turn.
            .setMaxWaitingHandlers(config.maxCommands() + 8)
            // Else a connection is taken back from us after three minutes.
            .setPoolRecycleTimeout(-1)
            .setPoolCleanerInterval(-1)
            .setNetClientOptions(
                new NetClientOptions()
                    .setConnectTimeout((int) config.connectTimeout().toMillis())
                    .setTcpNoDelay(true)
                    .setTcpKeepAlive(true));
    config.user().ifPresent(options::setUser);
    if (!config.password().reveal().isEmpty()) {
      options.setPassword(config.password().reveal());
    }
    return options;
  }
}
