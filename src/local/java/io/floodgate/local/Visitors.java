package io.floodgate.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * A small crowd that looks, charges, takes coupons and orders, so that a server learns its work.
 */
final class Visitors {

  static final int USERS = 1_000;
  static final int PRODUCTS = 20;

  private static final int AT_ONCE = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  Visitors(String url) {
    this.url = url;
  }

  /** Whether the server says that it is ready. */
  boolean areLetIn() {
    try {
      return send(request("/ops/health/ready").GET()) == 200;
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  /**
   * Keeps the server busy.
   *
   * @return how many answers were good, or a refusal that a shop gives every day
   * @throws StackRefused if there was none
   */
  long come(Duration howLong) {
    LongAdder answered = new LongAdder();
    long end = System.nanoTime() + howLong.toNanos();
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int visitor = 0; visitor < AT_ONCE; visitor++) {
        crowd.execute(
            () -> {
              while (System.nanoTime() < end) {
                answered.add(visit());
              }
            });
      }
    }
    if (answered.sum() == 0) {
      throw new StackRefused("The server answers nobody at " + url);
    }
    return answered.sum();
  }

  private long visit() {
    ThreadLocalRandom die = ThreadLocalRandom.current();
    int user = die.nextInt(USERS) + 1;
    int product = die.nextInt(PRODUCTS) + 1;
    String order =
        "{\"userId\":%d,\"orderProducts\":[{\"productId\":%d,\"quantity\":1}]}"
            .formatted(user, product);
    return answered(request("/api/v1/products/" + product).GET())
        + answered(request("/api/v1/products/top?size=5&window=3d").GET())
        + answered(request("/api/v1/products?size=20").GET())
        + answered(post("/api/v1/users/" + user + "/points/charge", "{\"amount\":100}"))
        + answered(post("/api/v1/coupons/1/issue", "{\"userId\":%d}".formatted(user)))
        + answered(post("/api/v1/orders", order))
        + answered(post("/api/v1/orders", order));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
  }

  private HttpRequest.Builder post(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .POST(HttpRequest.BodyPublishers.ofString(json));
  }

  private long answered(HttpRequest.Builder request) {
    try {
      int status = send(request);
      return status < 300 || status == 409 ? 1 : 0;
    } catch (IOException e) {
      return 0; // counted by its absence
    }
  }

  private int send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
