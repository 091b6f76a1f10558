package io.floodgate.redis;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis from its opening to its end, with the commands under way on it. Lives on
 * one event loop.
 */
final class RedisLink {

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  private static final String CLOSED_BY_CLIENT = "CONNECTION_CLOSED";

  private final ContextInternal context;
  private final RedisOptions options;
  private Redis client;
  private final ArrayDeque<Sent> underWay = new ArrayDeque<>();

  /** The same number for other threads. */
  private final AtomicInteger seenUnderWay = new AtomicInteger();

  private RedisConnection connection;
  private long answers;
  private long looks;

  RedisLink(ContextInternal on, RedisOptions options) {
    // What is made here hangs on this context's close future: Vert.x keeps it no longer than we do.
    context =
        on.owner()
            .contextBuilder()
            .withEventLoop(on.nettyEventLoop())
            .withCloseFuture(new CloseFuture())
            .build();
    this.options = options;
  }

  /** A command that was sent and not answered yet. */
  private static final class Sent {
    private final Promise<Response> answer = Promise.promise();
    private final long afterLook;
    private boolean answered;

    Sent(long afterLook) {
      this.afterLook = afterLook;
    }
  }

  /**
   * Opens the connection, and completes when Redis takes commands on it: it lets anyone in, and
   * refuses every command of who has no password.
   *
   * @param broken called with a reason, perhaps more than once
   */
  Future<Void> open(Handler<String> broken) {
    Promise<Void> open = Promise.promise();
    context.dispatch(
        _ -> {
          // A client a connection: a connection that is closed goes back into its client's pool,
          // hanging as it is; a client that is closed closes its socket, even one half open.
          client = Redis.createClient(context.owner(), options);
          client
              .connect()
              .compose(
                  opened -> {
                    connection = opened;
                    opened.exceptionHandler(error -> broken.handle(error.toString()));
                    opened.endHandler(_ -> broken.handle("the connection broke"));
                    return opened.send(Request.cmd(Command.PING));
                  })
              .<Void>mapEmpty()
              .onComplete(open);
        });
    return open.future();
  }

  /** Fails with a {@link RedisRefusal}, or with anything else where no answer came. */
  Future<Response> send(Request request) {
    Sent sent = new Sent(looks);
    underWay.add(sent);
    seenUnderWay.setRelease(underWay.size());
    connection
        .send(request)
        .onComplete(
            answer -> {
              answered(sent);
              answers++;
              sent.answer.tryComplete(answer);
            },
            error -> {
              answered(sent);
              sent.answer.tryFail(refusal(error));
            });
    return sent.answer.future();
  }

  /** Redis answers in the order of the commands, so this is the oldest but for odd cases. */
  private void answered(Sent sent) {
    sent.answered = true;
    while (!underWay.isEmpty() && underWay.peek().answered) {
      underWay.remove();
    }
    seenUnderWay.setRelease(underWay.size());
  }

  private static Throwable refusal(Throwable error) {
    return error instanceof Response answer
            && answer.type() == ResponseType.ERROR
            && !CLOSED_BY_CLIENT.equals(answer.toString())
        ? new RedisRefusal(answer.toString())
        : error;
  }

  int underWay() {
    return underWay.size();
  }

  /** The same on any thread, where it may be a moment late. */
  int seenUnderWay() {
    return seenUnderWay.get();
  }

  /**
   * Looks at what waits.
   *
   * @return how many looks since it was sent the oldest command has waited for its answer, this one
   *     included; 0 when none waits
   */
  long look() {
    looks++;
    return underWay.isEmpty() ? 0 : looks - underWay.peek().afterLook;
  }

  /** How many commands Redis has carried out on it. */
  long answers() {
    return answers;
  }

  /** Closes it, and fails what is under way. */
  void close(String reason) {
    List<Sent> unanswered = List.copyOf(underWay);
    underWay.clear();
    seenUnderWay.setRelease(0);
    unanswered.forEach(
        sent -> sent.answer.tryFail("the connection to Redis was given up: " + reason));
    client.close().onFailure(error -> LOG.debug("a connection was not closed well", error));
  }
}
