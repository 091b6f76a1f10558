package io.floodgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.floodgate.config.Config;
import io.floodgate.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Posts to a real HTTPS server, under names that the test resolves. */
class EndpointTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private static Path folder;

  private static Platform platform;

  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void start() {
    platform = new Platform(Certificate.of(folder, "dns:localhost,dns:platform.example"));
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @AfterEach
  void close() throws TimeoutException {
    platform.accepts();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static Config.Webhook config(String url, boolean trusted, boolean allowPrivate) {
    return new Config.Webhook(
        Optional.of(url),
        new Secret(Platform.SECRET),
        trusted ? Optional.of(platform.caFile()) : Optional.empty(),
        10,
        4,
        trusted ? Duration.ofSeconds(2) : Duration.ofSeconds(5),
        3,
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        3,
        Duration.ofMillis(100),
        allowPrivate);
  }

  private static Config.Webhook hasty(String url) {
    Config.Webhook it = config(url, true, true);
    return new Config.Webhook(
        it.url(),
        it.secret(),
        it.caFile(),
        it.maxBatch(),
        it.maxUnderWay(),
        SHORT,
        it.attempts(),
        it.backoff(),
        it.maxBackoff(),
        it.breakerFailures(),
        it.breakerPause(),
        it.allowPrivate());
  }

  private static Function<String, Future<List<InetAddress>>> at(String... addresses) {
    return _ ->
        Future.succeededFuture(Arrays.stream(addresses).map(InetAddress::ofLiteral).toList());
  }

  private Reply post(Endpoint endpoint) throws TimeoutException {
    return endpoint.post(Map.of("x", "y"), Buffer.buffer("[]")).await(10, TimeUnit.SECONDS);
  }

  private Endpoint platformExample(boolean trusted) {
    String url = "https://platform.example:" + platform.port() + "/a%20b?c=d";
    return new Endpoint(vertx, config(url, trusted, true), at("127.0.0.1"));
  }

  @Test
  void connectsToTheAddressThatWasLookedAtUnderTheNameOfTheUrl() throws TimeoutException {
    assertThat(post(platformExample(true)).status()).isEqualTo(204);

    Platform.Post last = platform.posts().getLast();
    assertThat(last.host()).isEqualTo("platform.example:" + platform.port());
    assertThat(last.serverName()).isEqualTo("platform.example");
    assertThat(last.path()).isEqualTo("/a%20b?c=d");
    assertThat(last.headers().get("x")).isEqualTo("y");
  }

  @Test
  void trustsNobodyWhoIsNotKnown() {
    int before = platform.posts().size();
    assertThatThrownBy(() -> post(platformExample(false))).hasMessageContaining("SSL");

    String url = "https://another.example:" + platform.port() + "/";
    Endpoint another = new Endpoint(vertx, config(url, true, true), at("127.0.0.1"));
    assertThatThrownBy(() -> post(another)).hasMessageContaining("SSL");
    assertThat(platform.posts()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "0.0.0.0"
      })
  void connectsToNoPrivateAddressHoweverTheNameIsResolved(String address) {
    int before = platform.posts().size();
    String url = "https://platform.example:" + platform.port() + "/";
    Endpoint endpoint = new Endpoint(vertx, config(url, true, false), at("8.8.8.8", address));
    assertThatThrownBy(() -> post(endpoint))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not allowed");
    assertThat(platform.posts()).hasSize(before);
  }

  /** A name server that tells the truth when it is looked at, and something else afterwards. */
  @Test
  void looksAtTheAddressOfEveryPost() throws TimeoutException {
    String url = "https://platform.example:" + platform.port() + "/";
    String[] address = {"127.0.0.1"};
    Endpoint endpoint =
        new Endpoint(vertx, config(url, true, true), name -> at(address[0]).apply(name));
    assertThat(post(endpoint).status()).isEqualTo(204);
    address[0] = "127.0.0.2"; // where nobody listens
    assertThatThrownBy(() -> post(endpoint)).isInstanceOf(IOException.class);
  }

  @Test
  void postsWithoutTlsToThisMachineOnly() {
    Endpoint endpoint =
        new Endpoint(vertx, config("http://localhost:1/", true, true), at("10.0.0.1"));
    assertThatThrownBy(() -> post(endpoint)).hasMessageContaining("not allowed");
  }

  @Test
  void asksTheSystemForTheAddress() throws TimeoutException {
    assertThat(post(new Endpoint(vertx, config(platform.url(), true, true))).status())
        .isEqualTo(204);
    Endpoint nowhere = new Endpoint(vertx, config("https://no.such.name.invalid/", true, true));
    assertThatThrownBy(() -> post(nowhere)).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void followsNoRedirection() throws TimeoutException {
    int before = platform.posts().size();
    platform.answers(
        (_, response) -> response.setStatusCode(307).putHeader("Location", platform.url()).end());
    assertThat(post(platformExample(true)).status()).isEqualTo(307);
    assertThat(platform.posts()).hasSize(before + 1);
  }

  @Test
  void givesTheHeaderThatAsksToWait() throws TimeoutException {
    platform.answers(
        (_, response) -> response.setStatusCode(429).putHeader("Retry-After", "7").end());
    assertThat(post(platformExample(true))).isEqualTo(new Reply(429, Optional.of("7")));
  }

  @Test
  void givesUpWhereNoAnswerComes() {
    platform.hangs();
    long begin = System.nanoTime();
    assertThatThrownBy(() -> post(new Endpoint(vertx, hasty(platform.url()))))
        .isInstanceOf(TimeoutException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  /** A port that is open, and nobody behind it. */
  @Test
  void givesUpWhereNobodySpeaksTls() throws TimeoutException {
    NetServer silent =
        vertx
            .createNetServer()
            .connectHandler(_ -> {})
            .listen(0, "127.0.0.1")
            .await(5, TimeUnit.SECONDS);
    Endpoint endpoint =
        new Endpoint(vertx, hasty("https://localhost:" + silent.actualPort() + "/"));
    long begin = System.nanoTime();
    assertThatThrownBy(() -> post(endpoint)).isNotNull();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void giveUpWhereTheNameIsNotResolved() {
    Endpoint endpoint =
        new Endpoint(
            vertx,
            hasty(platform.url()),
            _ -> io.vertx.core.Promise.<List<InetAddress>>promise().future());
    assertThatThrownBy(() -> post(endpoint)).isInstanceOf(TimeoutException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerCountsHoweverEndlessItIs(boolean slow) throws TimeoutException {
    boolean[] closed = {false};
    platform.answers(
        (_, response) -> {
          response.setChunked(true).setStatusCode(200);
          response.closeHandler(_ -> closed[0] = true);
          Buffer part = Buffer.buffer(new byte[slow ? 1 : 8_192]);
          loop()
              .setPeriodic(
                  10,
                  timer -> {
                    if (closed[0]) {
                      loop().cancelTimer(timer);
                    } else {
                      response.write(part);
                    }
                  });
        });
    assertThat(post(new Endpoint(vertx, hasty(platform.url()))).status()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(5)).until(() -> closed[0]);
  }

  private static Vertx loop() {
    return Vertx.currentContext().owner();
  }
}
