package io.floodgate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.floodgate.config.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs posts as the Standard Webhooks specification says, so that the platform can verify with a
 * library that they are ours, whole and recent.
 */
final class Signature {

  private static final String ENCODED = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * @param secret text, or {@code whsec_} and the bytes in base64
   */
  Signature(Secret secret) {
    String text = secret.reveal();
    byte[] bytes =
        text.startsWith(ENCODED)
            ? Base64.getDecoder().decode(text.substring(ENCODED.length()))
            : text.getBytes(UTF_8);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** The same for the same events, whoever posts them and however often. */
  static String idOf(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return "msg_" + HexFormat.of().formatHex(digest, 0, 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The value of the header {@code webhook-signature}. */
  String of(String id, Instant timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + timestamp.getEpochSecond() + ".").getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
