package io.floodgate.coupon;

import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.kafka.Consumption;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.kafka.Received;
import io.floodgate.kafka.Subscription;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/**
 * Works the queue of requests for coupons off, through the same lanes as every other request. A
 * request may come twice: whoever was issued one is refused then, and what is kept of the first
 * time stays.
 */
public final class IssueConsumerVerticle extends VerticleBase {

  private static final String GROUP = "coupon.issue";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Config.Coupons config;
  private final KafkaStore kafka;
  private final Bus bus;
  private Consumption queue;

  public IssueConsumerVerticle(Config.Coupons config, KafkaStore kafka, Bus bus) {
    this.config = config;
    this.kafka = kafka;
    this.bus = bus;
  }

  @Override
  public Future<?> start() {
    Config.IssueQueue limits = config.queue();
    queue =
        kafka.consume(
            new Subscription(
                QueuedIssue.TOPIC,
                GROUP,
                limits.maxPoll(),
                limits.attempts(),
                limits.backoff(),
                limits.maxBackoff()),
            this::process);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return queue.close();
  }

  private Future<Void> process(Received received) {
    QueuedIssue queued = QueuedIssue.of(received.message());
    Call call =
        new Call(
            Deadline.after(PATIENCE),
            queued.traceparent(),
            kafka.traces().of(queued.traceparent()));
    return bus.ask(queued.enroll(), call)
        .<Void>mapEmpty()
        .recover(IssueConsumerVerticle::unlessRefused);
  }

  /**
   * A refusal is an answer like any other, and the ticket tells it: trying again changes nothing.
   */
  private static Future<Void> unlessRefused(Throwable error) {
    return switch (Failure.from(error).kind()) {
      case BUSY, OUTCOME_UNKNOWN, INTERNAL -> Future.failedFuture(error);
      case INVALID,
          UNAUTHENTICATED,
          FORBIDDEN,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          CONFLICT,
          TOO_LARGE,
          UNSUPPORTED_TYPE,
          URI_TOO_LONG,
          HEADERS_TOO_LARGE,
          TOO_SLOW,
          UNPROCESSABLE,
          QUOTA ->
          Future.succeededFuture();
    };
  }
}
