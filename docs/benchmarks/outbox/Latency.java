import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * How long after the answer to an order its event is with a consumer: places orders one after the other, some
 * 200 a second, and reads order.events beside it. Arguments: the server's URL, Kafka's address.
 */
final class Latency {

  private static final Pattern ORDER = Pattern.compile("\"orderId\":(\\d+)");
  private static final int ORDERS = 2_000;

  public static void main(String[] arguments) throws Exception {
    Map<String, Long> seen = new ConcurrentHashMap<>();
    Map<String, Long> answered = new ConcurrentHashMap<>();
    CountDownLatch listening = new CountDownLatch(1);
    Thread.ofPlatform().daemon().start(() -> listen(arguments[1], seen, listening));
    listening.await();
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int i = 0; i < ORDERS; i++) {
      String body = "{\"userId\":%d,\"orderProducts\":[{\"productId\":%d,\"quantity\":1}]}".formatted(i % 9_000 + 1, i % 100 + 1);
      String answer = http.send(
              HttpRequest.newBuilder(URI.create(arguments[0] + "/api/v1/orders"))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
      Matcher order = ORDER.matcher(answer);
      if (!order.find()) {
        throw new IllegalStateException(answer);
      }
      answered.put(order.group(1), System.nanoTime());
      Thread.sleep(5);
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!seen.keySet().containsAll(answered.keySet()) && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    List<Double> millis = new java.util.ArrayList<>(answered.entrySet().stream()
        .map(each -> (seen.get(each.getKey()) - each.getValue()) / 1e6).sorted().toList());
    System.out.printf("answer to consumer, %d orders: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n", millis.size(),
        millis.get(millis.size() / 2), millis.get(millis.size() * 99 / 100), millis.getLast());
    System.exit(0);
  }

  private static void listen(String bootstrap, Map<String, Long> seen, CountDownLatch listening) {
    var consumer = new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", bootstrap), new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = consumer.partitionsFor("order.events").stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    listening.countDown();
    while (true) {
      consumer.poll(Duration.ofMillis(100)).forEach(each -> seen.putIfAbsent(each.key(), System.nanoTime()));
    }
  }
}
