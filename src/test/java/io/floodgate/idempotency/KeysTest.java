package io.floodgate.idempotency;

import static io.floodgate.base.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.UserId;
import io.floodgate.point.Balance;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeysTest {

  private static final Balance ANSWER = new Balance(new UserId(1), Money.won(500));

  private final Keys keys = new Keys();

  private static Optional<IdempotencyKey> key(String name, String hash) {
    return Optional.of(new IdempotencyKey(name, hash));
  }

  @Test
  void knowNothingOfAKeyThatIsNew() {
    assertThat(keys.answerOf(1, key("k", "h"), Balance.class)).isEmpty();
    assertThat(keys.answerOf(1, Optional.empty(), Balance.class)).isEmpty();
  }

  @Test
  void giveTheAnswerThatWasKeptBefore() {
    keys.found(1, "k", "h", "{\"userId\":1,\"balance\":500}");

    assertThat(keys.answerOf(1, key("k", "h"), Balance.class)).contains(ANSWER);
    assertThat(keys.added()).isEmpty();
  }

  @Test
  void giveTheAnswerThatTheSameTransactionAdded() {
    keys.keep(1, key("k", "h"), ANSWER);

    assertThat(keys.answerOf(1, key("k", "h"), Balance.class)).contains(ANSWER);
    assertThat(keys.added())
        .containsExactly(
            new Keys.Added(1, new IdempotencyKey("k", "h"), "{\"userId\":1,\"balance\":500}"));
  }

  @Test
  void refuseTheSameKeyOfAnotherRequest() {
    keys.keep(1, key("k", "h"), ANSWER);

    assertRefused(
        CommonFailure.IDEMPOTENCY_KEY_REUSED,
        () -> keys.answerOf(1, key("k", "other"), Balance.class));
  }

  @Test
  void belongToTheirUser() {
    keys.keep(1, key("k", "h"), ANSWER);

    assertThat(keys.answerOf(2, key("k", "other"), Balance.class)).isEmpty();
    assertThat(keys.answerOf(Keys.OPERATOR, key("k", "h"), Balance.class)).isEmpty();
  }

  @Test
  void keepNothingForARequestWithoutAKey() {
    keys.keep(1, Optional.empty(), ANSWER);

    assertThat(keys.added()).isEmpty();
  }
}
