package io.floodgate.webhook;

import io.floodgate.config.Config;
import io.floodgate.json.Json;
import io.floodgate.kafka.GivenUp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of one partition that are posted together, as often as it takes: at last they are accepted
 * or given up.
 */
final class Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final String TYPE = "application/cloudevents-batch+json; charset=utf-8";

  private final Vertx vertx;
  private final Config.Webhook config;
  private final Turnstile turnstile;
  private final Endpoint endpoint;
  private final Signature signature;
  private final PostCounts counts;
  private final List<CloudEvent> events = new ArrayList<>();
  private final Promise<Void> end = Promise.promise();
  private byte[] body;
  private String id;
  private int attempts;

  Delivery(
      Vertx vertx,
      Config.Webhook config,
      Turnstile turnstile,
      Endpoint endpoint,
      Signature signature,
      PostCounts counts) {
    this.vertx = vertx;
    this.config = config;
    this.turnstile = turnstile;
    this.endpoint = endpoint;
    this.signature = signature;
    this.counts = counts;
  }

  /** One more event, before it is begun. */
  void add(CloudEvent event) {
    events.add(event);
  }

  boolean isBegun() {
    return body != null;
  }

  /**
   * Succeeds when the platform has accepted all of it; fails with {@link GivenUp}, or when left.
   */
  Future<Void> end() {
    return end.future();
  }

  void begin() {
    body = Json.bytes(events);
    id = Signature.idOf(body);
    attempt();
  }

  /** Nobody waits for it any more: nothing is posted from now on. */
  void leave() {
    end.tryFail(new IllegalStateException("the partition goes to another node"));
  }

  private boolean isOver() {
    return end.future().isComplete();
  }

  private void attempt() {
    if (isOver()) {
      return;
    }
    turnstile
        .enter()
        .onSuccess(
            _ -> {
              if (isOver()) {
                turnstile.leaveUnused();
              } else {
                attempts++;
                post().onComplete(this::answered, this::failed);
              }
            });
  }

  private Future<Reply> post() {
    Instant now = Clock.systemUTC().instant();
    Map<String, String> headers =
        Map.of(
            "content-type",
            TYPE,
            "user-agent",
            "floodgate",
            "webhook-id",
            id,
            "webhook-timestamp",
            Long.toString(now.getEpochSecond()),
            "webhook-signature",
            signature.of(id, now, body));
    return endpoint.post(headers, Buffer.buffer(body));
  }

  private void answered(Reply reply) {
    switch (reply.meaning()) {
      case ACCEPTED -> {
        counts.add(PostCounts.Outcome.ACCEPTED);
        turnstile.leaveSucceeded();
        end.tryComplete();
      }
      case REFUSED -> {
        counts.add(PostCounts.Outcome.REFUSED);
        turnstile.leaveSucceeded(); // it is well enough to refuse
        giveUp("answered " + reply.status());
      }
      case FAILED -> failed("answered " + reply.status(), reply.pause(Clock.systemUTC().instant()));
    }
  }

  private void failed(Throwable error) {
    failed(
        error instanceof TimeoutException ? "no answer in time" : error.toString(), Duration.ZERO);
  }

  private void failed(String problem, Duration asked) {
    counts.add(PostCounts.Outcome.FAILED);
    turnstile.leaveFailed(problem);
    if (attempts >= config.attempts()) {
      giveUp(problem);
      return;
    }
    Duration pause = longer(pauseAfter(attempts), shorter(asked, config.maxBackoff()));
    LOG.debug("{} with {} events is posted again in {}: {}", id, events.size(), pause, problem);
    vertx.setTimer(Math.max(1, pause.toMillis()), _ -> attempt());
  }

  private void giveUp(String problem) {
    end.tryFail(new GivenUp(attempts, problem));
  }

  /**
   * Doubles up to the longest; up to a half of it by chance, so that no crowd comes back at once.
   */
  private Duration pauseAfter(int failed) {
    long most = config.maxBackoff().toMillis();
    // Past this many doublings the product would overflow.
    long millis = Math.min(most, config.backoff().toMillis() << Math.min(failed - 1, 30));
    return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
