package io.floodgate.web;

import io.floodgate.bus.Ask;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.coupon.CouponAsk;
import io.floodgate.ops.Finding;
import io.floodgate.ops.Health;
import io.floodgate.ops.OpsAsk;
import io.floodgate.ops.PulseVerticle;
import io.floodgate.order.OrderAsk;
import io.floodgate.point.PointAsk;
import io.floodgate.product.ProductAsk;
import io.floodgate.ranking.RankingAsk;
import io.floodgate.trace.Traces;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The real HTTP server on a real bus, in front of doors that answer with {@link Stubs}. */
final class TestServer implements AutoCloseable {

  /** A message that reached a domain, and what travelled with it. */
  record Received(Ask<?> message, Call call) {}

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final Health health;
  final Web web;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final Queue<Received> received = new ConcurrentLinkedQueue<>();
  final Requests requests = new Requests();

  /** What the doors do instead of answering at once with a stub; null for that. */
  volatile Function<Ask<?>, Future<?>> instead;

  private final Vertx vertx;
  private final String http;

  private TestServer(Supplier<Config> config, boolean serves) {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
    Bus bus = new Bus(vertx);
    health = new Health(config.get().ops());
    if (serves) {
      health.life().serve();
    }
    health.found(List.of(Finding.up(Finding.POSTGRES)));
    web =
        new Web(
            config,
            bus,
            health,
            requests,
            Optional.of(accept -> new MetricsPage.Written("text/plain", new byte[] {'#'})),
            Traces.OFF);
    await(vertx.deployVerticle(() -> new Doors(bus), new DeploymentOptions().setInstances(2)));
    await(
        vertx.deployVerticle(
            () -> new PulseVerticle(health), new DeploymentOptions().setInstances(2)));
    await(vertx.deployVerticle(new StreamVerticle(web)));
    http =
        await(
            vertx.deployVerticle(
                () -> new HttpVerticle(web), new DeploymentOptions().setInstances(2)));
  }

  static TestServer start() {
    return start(http -> http);
  }

  static TestServer start(UnaryOperator<Config.Http> change) {
    return of(TestConfigs.config(change.apply(TestConfigs.http())), true);
  }

  /** One that takes a loop for stuck after so long. */
  static TestServer watched(Duration stuckAfter) {
    return of(TestConfigs.config(TestConfigs.http(), TestConfigs.ops(stuckAfter)), true);
  }

  /** One that does not serve yet. */
  static TestServer starting() {
    return of(TestConfigs.config(TestConfigs.http()), false);
  }

  private static TestServer of(Config config, boolean serves) {
    return new TestServer(() -> config, serves);
  }

  int port() {
    return web.port();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(with(to(path), headers));
  }

  HttpResponse<String> post(String path, String json, String... headers) {
    return send(jsonPost(path, json, headers));
  }

  HttpResponse<String> patch(String path, String json) {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(json)));
  }

  CompletableFuture<HttpResponse<String>> postLater(String path, String json, String... headers) {
    return client.sendAsync(jsonPost(path, json, headers).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.sendAsync(request.build(), BodyHandlers.ofString()).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer to " + request.build(), e);
    }
  }

  /** Stops the HTTP server as a shutdown does, and lets go of the rest later. */
  Future<?> stopHttp() {
    return vertx.undeploy(http);
  }

  @Override
  public void close() {
    await(vertx.close());
    client.close();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came of it in time", e);
    }
  }

  private HttpRequest.Builder jsonPost(String path, String json, String... headers) {
    return with(
        to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)),
        headers);
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  private final class Doors extends VerticleBase {
    private final Bus bus;

    Doors(Bus bus) {
      this.bus = bus;
    }

    @Override
    public Future<?> start() {
      bus.open(
          PointAsk.class,
          (PointAsk<?> ask, Call call) -> answer(ask, call, () -> Stubs.answer(ask)));
      bus.open(
          ProductAsk.class,
          (ProductAsk<?> ask, Call call) -> answer(ask, call, () -> Stubs.answer(ask)));
      bus.open(
          OrderAsk.class,
          (OrderAsk<?> ask, Call call) -> answer(ask, call, () -> Stubs.answer(ask)));
      bus.open(
          CouponAsk.class,
          (CouponAsk<?> ask, Call call) -> answer(ask, call, () -> Stubs.answer(ask)));
      bus.open(
          RankingAsk.class,
          (RankingAsk<?> ask, Call call) -> answer(ask, call, () -> Stubs.answer(ask)));
      bus.open(
          OpsAsk.class, (OpsAsk<?> ask, Call call) -> answer(ask, call, () -> Stubs.answer(ask)));
      return Future.succeededFuture();
    }

    private Future<?> answer(Ask<?> message, Call call, Supplier<Object> stub) {
      received.add(new Received(message, call));
      Function<Ask<?>, Future<?>> other = instead;
      return other == null ? Future.succeededFuture(stub.get()) : other.apply(message);
    }
  }
}
