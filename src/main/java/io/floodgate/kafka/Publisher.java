package io.floodgate.kafka;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.floodgate.trace.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Publishes rounds of messages, all or none as far as its caller knows: a round that fails is
 * published again from its beginning. In a partition a message may then stand twice, but never
 * before an earlier one that is not there at all.
 *
 * <p>That is more than the idempotent producer keeps by itself. It goes on with later messages of a
 * partition once it has given an earlier one up, so here the first failure ends the producer, from
 * its own thread, before that sends anything more; the next round gets a new one. And it has one
 * request under way at a time: a later message is on its way only once Kafka has the earlier ones.
 *
 * <p>To hand messages over may block, so it has a thread of its own. One round at a time; called
 * from any event loop.
 */
public final class Publisher {

  private final Vertx vertx;
  private final Config.Kafka config;
  private final Clients clients;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("kafka-publisher").factory());
  private KafkaProducer<byte[], byte[]> producer; // the thread's own

  Publisher(Vertx vertx, Config.Kafka config, Clients clients) {
    this.vertx = vertx;
    this.config = config;
    this.clients = clients;
  }

  /**
   * Answers, on the caller's event loop, once all replicas have every message of the round. Fails
   * with UNAVAILABLE when that is not known of all of them; some may have arrived, and some may
   * still.
   *
   * @param message makes the message of an element of the round, on the publisher's thread
   */
  public <E> Future<Void> publish(List<E> round, Function<E, Message> message) {
    Promise<Void> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
    try {
      thread.execute(() -> send(round, message, answer));
    } catch (RejectedExecutionException e) {
      answer.fail(Failure.because(CommonFailure.UNAVAILABLE, e));
    }
    return answer.future();
  }

  /** A round under way has its time to finish; later ones are refused. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise(); // of no event loop: those may be about to end too
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

  private <E> void send(List<E> round, Function<E, Message> message, Promise<Void> answer) {
    try {
      if (producer == null) {
        producer = clients.orderedProducer();
      }
      Attempt attempt = new Attempt(producer);
      for (E each : round) {
        if (attempt.hasFailed()) {
          break;
        }
        Message sent = message.apply(each);
        Step step = Sending.begin(clients.traces(), sent);
        producer.send(recordOf(Sending.led(sent, step)), attempt.of(step));
      }
      producer.flush();
      attempt.requireAll(round.size());
      answer.complete();
    } catch (RuntimeException e) {
      giveUp();
      answer.fail(Failure.because(CommonFailure.UNAVAILABLE, e));
    }
  }

  /** A producer that failed may be beyond repair, and has messages that must not follow. */
  private void giveUp() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  private ProducerRecord<byte[], byte[]> recordOf(Message message) {
    return new ProducerRecord<>(
        clients.name(message.topic()),
        null,
        message.key().orElse(null),
        message.value(),
        List.copyOf(message.headers()));
  }

  /** What becomes of the messages of one round. Called on the producer's thread and on ours. */
  private static final class Attempt implements Callback {
    private final KafkaProducer<?, ?> producer;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Attempt(KafkaProducer<?, ?> producer) {
      this.producer = producer;
    }

    /** What hears what becomes of one message. */
    Callback of(Step step) {
      return step.isRecorded()
          ? (metadata, error) -> {
            Sending.end(step, error);
            onCompletion(metadata, error);
          }
          : this;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception error) {
      if (error == null) {
        arrived.incrementAndGet();
      } else if (failure.compareAndSet(null, error)) {
        // On the producer's own thread this lets it end its turn and do nothing after it.
        producer.close(Duration.ZERO);
      }
    }

    boolean hasFailed() {
      return failure.get() != null;
    }

    void requireAll(int size) {
      if (hasFailed()) {
        throw new IllegalStateException("Kafka did not take a message", failure.get());
      }
      if (arrived.get() != size) {
        throw new IllegalStateException("Kafka took " + arrived + " messages of " + size);
      }
    }
  }
}
