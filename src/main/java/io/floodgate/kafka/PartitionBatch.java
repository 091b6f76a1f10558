package io.floodgate.kafka;

import io.floodgate.base.Failure;
import io.floodgate.trace.Step;
import io.floodgate.trace.Traceparent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of one partition, worked off: each is begun in its order, tried again as often as it may
 * be, and at last put to the dead letters. Lives on an event loop, except where a method says
 * otherwise.
 */
final class PartitionBatch {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionBatch.class);

  private final Vertx vertx;
  private final TopicPartition partition;
  private final List<Received> messages;
  private final Step step;
  private final Subscription subscription;
  private final Processor processor;
  private final Sender sender;
  private final LongAdder letters;
  private final Consumer<PartitionBatch> whenDone;
  private final boolean[] done;
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private int firstNotDone;
  private int underWay;
  private int buried;
  private boolean abandoned;
  private volatile long next;

  /**
   * @param messages at least one
   * @param step ended with the batch
   * @param letters counts what goes to the dead letters
   * @param whenDone given this, once every message is done
   */
  PartitionBatch(
      Vertx vertx,
      TopicPartition partition,
      List<Received> messages,
      Step step,
      Subscription subscription,
      Processor processor,
      Sender sender,
      LongAdder letters,
      Consumer<PartitionBatch> whenDone) {
    this.vertx = vertx;
    this.partition = partition;
    this.messages = messages;
    this.step = step;
    this.subscription = subscription;
    this.processor = processor;
    this.sender = sender;
    this.letters = letters;
    this.whenDone = whenDone;
    this.done = new boolean[messages.size()];
    this.next = messages.getFirst().offset();
  }

  TopicPartition partition() {
    return partition;
  }

  /** The offset to go on from: all before it is done. Any thread. */
  long next() {
    return next;
  }

  void begin() {
    for (int i = 0; i < messages.size(); i++) {
      attempt(i, 1, null);
    }
  }

  /**
   * Begins nothing more; what is not done by then will be done by whoever gets the partition.
   *
   * @return complete when nothing is under way any more
   */
  CompletableFuture<Void> abandon() {
    abandoned = true;
    step.fail("abandoned");
    processor.leave(messages.getFirst().message().topic(), partition.partition());
    endIfIdle();
    return idle;
  }

  private void attempt(int index, int attempt, Instant firstFailure) {
    if (abandoned) {
      return;
    }
    underWay++;
    process(messages.get(index))
        .onComplete(
            processed -> finish(index),
            error -> {
              failed(index, attempt, firstFailure == null ? now() : firstFailure, error);
              underWay--;
              endIfIdle();
            });
  }

  private Future<Void> process(Received received) {
    if (DeadLetter.isForOthers(received.message(), subscription.group())) {
      return Future.succeededFuture();
    }
    try {
      return processor.process(received);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void failed(int index, int attempt, Instant firstFailure, Throwable error) {
    if (error instanceof GivenUp givenUp) {
      bury(index, givenUp.attempts(), firstFailure, error);
    } else if (error instanceof Unreadable || attempt >= subscription.attempts()) {
      bury(index, attempt, firstFailure, error);
    } else {
      LOG.debug("{} at {} fails: {}", partition, messages.get(index).offset(), error.toString());
      later(subscription.pauseAfter(attempt), () -> attempt(index, attempt + 1, firstFailure));
    }
  }

  /** Until Kafka has the letter the message is not done, however long that takes. */
  private void bury(int index, int attempts, Instant firstFailure, Throwable error) {
    if (abandoned) {
      return;
    }
    underWay++;
    Message letter =
        DeadLetter.of(
            messages.get(index),
            partition.topic(),
            subscription.group(),
            attempts,
            firstFailure,
            error);
    sender
        .send(letter)
        .onComplete(
            sent -> {
              letters.increment();
              noteBuried(messages.get(index), error);
              finish(index);
            },
            away -> {
              later(subscription.maxBackoff(), () -> bury(index, attempts, firstFailure, error));
              underWay--;
              endIfIdle();
            });
  }

  /** One line a batch: a store that was away for long buries many. */
  private void noteBuried(Received received, Throwable error) {
    if (buried++ == 0) {
      // Not what lies behind it, which may quote the message: that is in the dead letter.
      LOG.atWarn()
          .addKeyValue(
              "traceId",
              received.message().header("traceparent").map(Traceparent::traceIdOf).orElse(""))
          .log(
              "{} at {} went to the dead letters: {}", partition, received.offset(), nameOf(error));
    }
  }

  private static String nameOf(Throwable error) {
    return error instanceof Failure failure ? failure.code().name() : error.toString();
  }

  private void finish(int index) {
    underWay--;
    done[index] = true;
    while (firstNotDone < done.length && done[firstNotDone]) {
      next = messages.get(firstNotDone++).offset() + 1;
    }
    if (firstNotDone == done.length) {
      endStep();
      if (buried > 1) {
        LOG.warn("{} messages of {} went to the dead letters", buried, partition);
      }
      whenDone.accept(this);
    }
    endIfIdle();
  }

  private void endStep() {
    if (buried > 0) {
      step.fail("dead letters");
    } else {
      step.end();
    }
  }

  private void endIfIdle() {
    if (abandoned && underWay == 0) {
      idle.complete(null);
    }
  }

  private void later(Duration pause, Runnable step) {
    vertx.setTimer(pause.toMillis(), _ -> step.run());
  }

  private static Instant now() {
    return Clock.systemUTC().instant();
  }
}
