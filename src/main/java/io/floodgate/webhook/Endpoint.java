package io.floodgate.webhook;

import io.floodgate.base.Deadline;
import io.floodgate.base.PublicAddress;
import io.floodgate.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform's address. The name is looked up for every post, off the event loop, and the post
 * goes to an address that was looked at: between the look and the connection nobody is asked again,
 * so no name server can send us into a network of our own. Redirections are not followed.
 */
final class Endpoint {

  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

  /** So much of an answer is read, and dropped, for the sake of the connection. */
  private static final int LONGEST_ANSWER = 64 * 1024;

  private final Config.Webhook config;
  private final Function<String, Future<List<InetAddress>>> names;
  private final HttpClientAgent client;
  private final String host;
  private final int port;
  private final boolean tls;
  private final String path;

  Endpoint(Vertx vertx, Config.Webhook config) {
    this(
        vertx,
        config,
        name -> vertx.executeBlocking(() -> List.of(InetAddress.getAllByName(name)), false));
  }

  /**
   * @param names gives all addresses of a name
   */
  Endpoint(Vertx vertx, Config.Webhook config, Function<String, Future<List<InetAddress>>> names) {
    URI url = URI.create(config.url().orElseThrow());
    this.config = config;
    this.names = names;
    this.host = url.getHost().replaceAll("[\\[\\]]", "");
    this.tls = "https".equalsIgnoreCase(url.getScheme());
    this.port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
    String rawPath = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    this.path = url.getRawQuery() == null ? rawPath : rawPath + "?" + url.getRawQuery();
    this.client =
        vertx.createHttpClient(
            options(config),
            new PoolOptions()
                .setHttp1MaxSize(config.maxUnderWay())
                .setMaxWaitQueueSize(config.maxUnderWay()));
  }

  private static HttpClientOptions options(Config.Webhook config) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAliveTimeout(20)
            .setMaxHeaderSize(16 * 1024)
            .setSslHandshakeTimeout(config.timeout().toMillis())
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    config
        .caFile()
        .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
    return options;
  }

  /**
   * Posts, in {@code webhook.timeout} at most. Fails when no answer comes or the address is none to
   * post to.
   */
  Future<Reply> post(Map<String, String> headers, Buffer body) {
    Deadline deadline = Deadline.after(config.timeout());
    return names
        .apply(host)
        .timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS)
        .compose(addresses -> connect(addresses, headers, deadline))
        .compose(request -> send(request, body, deadline));
  }

  Future<Void> close() {
    return client.close();
  }

  private Future<HttpClientRequest> connect(
      List<InetAddress> addresses, Map<String, String> headers, Deadline deadline) {
    Optional<InetAddress> forbidden =
        addresses.stream().filter(address -> !isAllowed(address)).findFirst();
    if (forbidden.isPresent()) {
      return Future.failedFuture(
          new IOException(host + " is at " + forbidden.get().getHostAddress() + ", not allowed"));
    }
    InetAddress address = addresses.get(ThreadLocalRandom.current().nextInt(addresses.size()));
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
            .setHost(host)
            .setPort(port)
            .setSsl(tls)
            .setURI(path)
            .setConnectTimeout(deadline.remainingMillis())
            .setFollowRedirects(false);
    headers.forEach(options::putHeader);
    return client.request(options);
  }

  /** Without TLS nothing leaves this machine. */
  private boolean isAllowed(InetAddress address) {
    return tls
        ? config.allowPrivate() || PublicAddress.is(address)
        : config.allowPrivate() && address.isLoopbackAddress();
  }

  private static Future<Reply> send(HttpClientRequest request, Buffer body, Deadline deadline) {
    if (deadline.isPast()) {
      request.reset();
      return Future.failedFuture(new IOException("no connection in time"));
    }
    // What breaks is heard as the answer that does not come.
    request.exceptionHandler(error -> LOG.debug("a post broke", error));
    return request
        .send(body)
        .timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS)
        .onFailure(_ -> request.reset())
        .compose(response -> drop(request, response, deadline));
  }

  /** The status says all; a body that is endless, slow or cut off changes nothing. */
  private static Future<Reply> drop(
      HttpClientRequest request, HttpClientResponse response, Deadline deadline) {
    Reply reply =
        new Reply(response.statusCode(), Optional.ofNullable(response.getHeader("Retry-After")));
    int[] read = {0};
    response.handler(
        part -> {
          read[0] += part.length();
          if (read[0] > LONGEST_ANSWER) {
            request.reset();
          }
        });
    return response
        .end()
        .timeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS)
        .onFailure(_ -> request.reset())
        .transform((_, _) -> Future.succeededFuture(reply));
  }
}
