package io.floodgate.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.config.Secret;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureTest {

  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);

  private static String sign(String secret) {
    return new Signature(new Secret(secret))
        .of("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1614265330, 999), BODY);
  }

  /** Worked out with openssl. */
  @Test
  void isThatOfTheSpecification() {
    assertThat(sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void takesAnyOtherSecretAsText() {
    assertThat(sign("0123456789abcdef01234567"))
        .isEqualTo(sign("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"))
        .isNotEqualTo(sign("0123456789abcdef01234568"));
  }

  @Test
  void theIdIsThatOfTheContent() {
    assertThat(Signature.idOf(BODY)).isEqualTo(Signature.idOf(BODY.clone())).matches("msg_\\w{32}");
    assertThat(Signature.idOf(new byte[0])).isNotEqualTo(Signature.idOf(BODY));
  }
}
