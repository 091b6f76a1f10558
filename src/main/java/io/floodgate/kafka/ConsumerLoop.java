package io.floodgate.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one consumer: it polls, hands the messages of each partition to an event loop as a
 * batch, and commits what is done. A partition whose batch is under way is paused, so that the
 * thread can go on polling: Kafka keeps hearing from it however long the batch takes, and a
 * partition that is held up holds up no other.
 *
 * <p>Whatever breaks, it begins again with a new connection to the group.
 */
final class ConsumerLoop implements Runnable, ConsumerRebalanceListener, Consumption {

  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  private static final Duration POLL = Duration.ofMillis(500);

  /** How long a partition that moves, or a stop, waits for what is under way. */
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Context context;
  private final Clients clients;
  private final Presence presence;
  private final Sender sender;
  private final Subscription subscription;
  private final Processor processor;
  private final LongAdder letters;

  /** The topics by their names in Kafka. */
  private final Map<String, String> topics;

  private final Promise<Void> stopped;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<PartitionBatch> done = new ConcurrentLinkedQueue<>();
  private volatile KafkaConsumer<byte[], byte[]> consumer;

  // From here on: the thread's own.
  private final Map<TopicPartition, PartitionBatch> underWay = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
  private boolean committing;
  private boolean failing;

  /**
   * @param context of the verticle that consumes
   * @param letters counts what goes to the dead letters
   */
  ConsumerLoop(
      Vertx vertx,
      Context context,
      Clients clients,
      Presence presence,
      Sender sender,
      Subscription subscription,
      Processor processor,
      LongAdder letters) {
    this.vertx = vertx;
    this.context = context;
    this.clients = clients;
    this.presence = presence;
    this.sender = sender;
    this.subscription = subscription;
    this.processor = processor;
    this.letters = letters;
    this.topics =
        subscription.topics().stream().collect(Collectors.toMap(clients::name, topic -> topic));
    this.stopped = Promise.promise();
  }

  void start() {
    Thread.ofPlatform().daemon().name("kafka-consumer-" + subscription.group()).start(this);
  }

  @Override
  public Future<Void> close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
    return stopped.future();
  }

  @Override
  public void run() {
    try {
      while (!isClosing()) {
        if (topics.keySet().stream().allMatch(presence::has)) {
          consume();
        }
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.runOnContext(_ -> stopped.complete());
    }
  }

  /** Returns when this is closed, or when the consumer broke. */
  private void consume() {
    try {
      consumer = clients.consumer(subscription);
      try {
        work();
        handBack(consumer.assignment());
      } finally {
        abandon(List.copyOf(underWay.keySet()));
        consumer.close(CloseOptions.timeout(FINISH_WITHIN));
      }
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warn("the consumer {} broke and will begin again", subscription.group(), e);
      }
      failing = true;
    } finally {
      underWay.clear();
      uncommitted.clear();
      committing = false;
    }
  }

  private void work() {
    consumer.subscribe(topics.keySet(), this);
    while (!isClosing()) {
      ConsumerRecords<byte[], byte[]> records = poll();
      for (TopicPartition partition : records.partitions()) {
        begin(partition, records.records(partition));
        failing = false;
      }
      settle();
    }
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(POLL);
    } catch (WakeupException e) {
      return ConsumerRecords.empty(); // a batch is done, or this is closed
    }
  }

  private void begin(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    consumer.pause(List.of(partition));
    KafkaConsumer<byte[], byte[]> polling = consumer;
    List<Received> messages = records.stream().map(this::received).toList();
    PartitionBatch batch =
        new PartitionBatch(
            vertx,
            partition,
            messages,
            Working.begin(
                clients.traces(),
                subscription.group(),
                topics.get(partition.topic()),
                partition.partition(),
                messages),
            subscription,
            processor,
            sender,
            letters,
            finished -> {
              done.add(finished);
              polling.wakeup();
            });
    underWay.put(partition, batch);
    context.runOnContext(_ -> batch.begin());
  }

  /** What is done is committed, and its partition goes on. */
  private void settle() {
    for (PartitionBatch batch = done.poll(); batch != null; batch = done.poll()) {
      TopicPartition partition = batch.partition();
      if (underWay.remove(partition, batch)) {
        uncommitted.put(partition, new OffsetAndMetadata(batch.next()));
        consumer.resume(List.of(partition));
      }
    }
    if (!uncommitted.isEmpty() && !committing) {
      committing = true;
      consumer.commitAsync(
          Map.copyOf(uncommitted),
          (offsets, error) -> {
            committing = false;
            if (error == null) {
              offsets.forEach(uncommitted::remove);
            } else {
              LOG.debug("the commit of {} will be tried again", offsets, error);
            }
          });
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    LOG.debug("{} are ours", partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    LOG.debug("{} go to others", partitions);
    handBack(partitions);
  }

  /** Others have them already: what is committed now would be refused. */
  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    abandon(partitions);
    uncommitted.keySet().removeAll(partitions);
  }

  /** Waits a moment for what is under way, and commits as far as all is done. */
  private void handBack(Collection<TopicPartition> partitions) {
    List<TopicPartition> leaving = List.copyOf(partitions);
    Map<TopicPartition, PartitionBatch> batches = new HashMap<>(underWay);
    batches.keySet().retainAll(leaving);
    try {
      abandon(leaving).get(FINISH_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.debug("messages of {} are abandoned in the middle", leaving);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    batches.forEach(
        (partition, batch) -> uncommitted.put(partition, new OffsetAndMetadata(batch.next())));
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(uncommitted);
    offsets.keySet().retainAll(leaving);
    uncommitted.keySet().removeAll(leaving);
    commit(offsets);
  }

  private CompletableFuture<Void> abandon(Collection<TopicPartition> partitions) {
    List<CompletableFuture<Void>> idle = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      PartitionBatch batch = underWay.remove(partition);
      if (batch != null) {
        CompletableFuture<Void> abandoned = new CompletableFuture<>();
        context.runOnContext(
            _ -> batch.abandon().thenAccept(nothing -> abandoned.complete(nothing)));
        idle.add(abandoned);
      }
    }
    return CompletableFuture.allOf(idle.toArray(CompletableFuture<?>[]::new));
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    for (boolean again = !offsets.isEmpty(); again; ) {
      again = false;
      try {
        consumer.commitSync(offsets, FINISH_WITHIN);
      } catch (WakeupException e) {
        again = true; // meant for the poll
      } catch (KafkaException e) {
        LOG.debug("{} will be worked off twice", offsets, e);
      }
    }
  }

  private Received received(ConsumerRecord<byte[], byte[]> record) {
    return new Received(
        Message.of(topics.get(record.topic()), record), record.partition(), record.offset());
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause() throws InterruptedException {
    closing.await(clients.patience().dividedBy(10).toMillis(), TimeUnit.MILLISECONDS);
  }
}
