package io.floodgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.IdempotencyKey;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The {@code Idempotency-Key} header of a request. */
final class KeyHeader {

  static final String NAME = "Idempotency-Key";

  private static final int MAX_LENGTH = 255;

  private KeyHeader() {}

  /** The key with the fingerprint of its request; INVALID_IDEMPOTENCY_KEY if it is not one. */
  static Optional<IdempotencyKey> of(HttpServerRequest request, String path, byte[] body) {
    String key = request.getHeader(NAME);
    if (key == null) {
      return Optional.empty();
    }
    List<String> all = request.headers().getAll(NAME);
    if (all.size() > 1 || !isValid(key)) {
      throw Failure.at(NAME, CommonFailure.INVALID_IDEMPOTENCY_KEY);
    }
    return Optional.of(new IdempotencyKey(key, fingerprint(request.method().name(), path, body)));
  }

  private static boolean isValid(String key) {
    if (key.isEmpty() || key.length() > MAX_LENGTH) {
      return false;
    }
    return key.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static String fingerprint(String method, String path, byte[] body) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      // A line break is in neither method nor path, so no two requests run together into one text.
      sha256.update((method + '\n' + path + '\n').getBytes(UTF_8));
      return Base64.getEncoder().withoutPadding().encodeToString(sha256.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
