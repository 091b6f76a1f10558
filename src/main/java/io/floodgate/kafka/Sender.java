package io.floodgate.kafka;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.floodgate.trace.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends messages: in the order in which they were given, durable before the answer, and no more of
 * them at once than {@code kafka.maxUnsent}. One object a node; any thread.
 *
 * <p>Kafka's producer may hold its caller up while it looks for the way to a topic, so it has a
 * thread of its own here, and what waits for that thread is part of the bound.
 */
public final class Sender {

  private final Vertx vertx;
  private final Config.Kafka config;
  private final Clients clients;
  private final Presence presence;
  private final Semaphore room;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("kafka-sender").factory());
  private KafkaProducer<byte[], byte[]> producer;
  private volatile boolean closed;

  Sender(Vertx vertx, Config.Kafka config, Clients clients, Presence presence) {
    this.vertx = vertx;
    this.config = config;
    this.clients = clients;
    this.presence = presence;
    this.room = new Semaphore(config.maxUnsent());
  }

  /** Whether Kafka answers and has a declared topic: else every message to it is refused. */
  public boolean isReady(String topic) {
    return presence.has(clients.name(topic));
  }

  /**
   * Answers once all replicas have the message. Fails with UNAVAILABLE when it certainly was not
   * sent, and with UNKNOWN when it may have been: it is not known either way, and may still become
   * visible.
   */
  public Future<Void> send(Message message) {
    if (closed || !isReady(message.topic()) || !room.tryAcquire()) {
      return Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
    }
    Step step = Sending.begin(clients.traces(), message);
    Unsent unsent =
        new Unsent(
            recordOf(Sending.led(message, step)),
            ((ContextInternal) vertx.getOrCreateContext()).promise(),
            System.nanoTime());
    try {
      thread.execute(() -> produce(unsent));
    } catch (RejectedExecutionException e) {
      unsent.end(Failure.because(CommonFailure.UNAVAILABLE, e));
    }
    Future<Void> answer = unsent.answer.future();
    return step.isRecorded() ? answer.onComplete((_, error) -> Sending.end(step, error)) : answer;
  }

  /** What is under way has its time to finish; later messages are refused. */
  Future<Void> close() {
    closed = true;
    Promise<Void> done = Promise.promise(); // of no event loop: those are about to end too
    thread.execute(
        () -> {
          if (producer != null) {
            producer.close(config.sendTimeout());
          }
          done.complete();
        });
    thread.shutdown();
    return done.future();
  }

  private void produce(Unsent unsent) {
    if (closed || unsent.isLate() || !presence.has(unsent.record.topic())) {
      unsent.end(Failure.of(CommonFailure.UNAVAILABLE));
      return;
    }
    Thread here = Thread.currentThread();
    try {
      if (producer == null) {
        producer = clients.producer();
      }
      producer.send(
          unsent.record,
          (RecordMetadata _, Exception error) -> {
            if (error == null) {
              unsent.end(null);
            } else {
              // Refused on the caller's thread: it was never queued. Later: nobody knows.
              boolean certain = Thread.currentThread() == here;
              unsent.end(
                  Failure.because(
                      certain ? CommonFailure.UNAVAILABLE : CommonFailure.UNKNOWN, error));
            }
          });
    } catch (RuntimeException e) {
      unsent.end(Failure.because(CommonFailure.UNAVAILABLE, e));
    }
  }

  private ProducerRecord<byte[], byte[]> recordOf(Message message) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            clients.name(message.topic()), message.key().orElse(null), message.value());
    message.headers().forEach(header -> record.headers().add(header.name(), header.value()));
    return record;
  }

  /** A message on its way, which holds its place until it has ended. */
  private final class Unsent {
    private final ProducerRecord<byte[], byte[]> record;
    private final Promise<Void> answer;
    private final long sinceNanos;

    Unsent(ProducerRecord<byte[], byte[]> record, Promise<Void> answer, long sinceNanos) {
      this.record = record;
      this.answer = answer;
      this.sinceNanos = sinceNanos;
    }

    boolean isLate() {
      return System.nanoTime() - sinceNanos > config.sendTimeout().toNanos();
    }

    void end(Failure failure) {
      if (failure == null ? answer.tryComplete() : answer.tryFail(failure)) {
        room.release();
      }
    }
  }
}
