package io.floodgate.config;

import io.floodgate.base.PublicAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Optional;

/** Where events may be posted to, and what they may be signed with. */
final class WebhookRules {

  private static final String ENCODED = "whsec_";
  private static final int SHORTEST_SECRET = 24;

  private WebhookRules() {}

  /**
   * What is wrong with a URL. Asks no name server: what a name stands for is looked at when a
   * connection is made.
   */
  static Optional<String> problemOf(String url, boolean allowPrivate) {
    URI uri;
    try {
      uri = new URI(url).parseServerAuthority();
    } catch (URISyntaxException e) {
      return Optional.of("is no URL");
    }
    String host = uri.getHost();
    if (host == null || uri.getPort() == 0 || uri.getPort() > 65535) {
      return Optional.of("is no URL of a host");
    }
    if (uri.getUserInfo() != null || uri.getFragment() != null) {
      return Optional.of("must have no user, password or fragment");
    }
    Optional<InetAddress> literal = literal(host);
    boolean isLoopback =
        literal.map(InetAddress::isLoopbackAddress).orElse(host.equalsIgnoreCase("localhost"));
    if (!allowPrivate
        && (isLoopback || literal.filter(address -> !PublicAddress.is(address)).isPresent())) {
      return Optional.of("is of a private network, which %s does not allow");
    }
    boolean isHttp = "http".equalsIgnoreCase(uri.getScheme());
    if (!"https".equalsIgnoreCase(uri.getScheme()) && !(isHttp && isLoopback)) {
      return Optional.of("must begin with https://");
    }
    return Optional.empty();
  }

  /** What is wrong with a secret: text, or {@code whsec_} and the bytes in base64. */
  static Optional<String> problemOf(Secret secret) {
    String text = secret.reveal();
    boolean encoded = text.startsWith(ENCODED);
    String key = encoded ? text.substring(ENCODED.length()) : text;
    if (key.length() < SHORTEST_SECRET) {
      return Optional.of("must have at least " + SHORTEST_SECRET + " characters");
    }
    try {
      Base64.getDecoder().decode(encoded ? key : "");
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("must be base64 after " + ENCODED);
    }
  }

  private static Optional<InetAddress> literal(String host) {
    boolean bracketed = host.startsWith("[");
    try {
      return Optional.of(
          InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
