package io.floodgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.kafka.Message.Header;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

  private static final Instant NOW = Instant.parse("2026-11-20T03:04:05Z");

  private static Message letter(Message message, Throwable error) {
    return DeadLetter.of(new Received(message, 4, 77), "p.words", "readers", 3, NOW, error);
  }

  @Test
  void saysWhyAndKeepsTheRestAsItWas() {
    Message message =
        Message.of("words", "k", new byte[] {1}, Header.of("a", "1"), Header.of("a", "2"));
    Message letter = letter(message, Failure.of(CommonFailure.UNAVAILABLE));

    assertThat(letter.topic()).isEqualTo("words.dlq");
    assertThat(letter.key()).isSameAs(message.key());
    assertThat(letter.value()).isSameAs(message.value());
    assertThat(letter.header(DeadLetter.ERROR)).contains("UNAVAILABLE");
    assertThat(letter.header(DeadLetter.TOPIC)).contains("p.words");
    assertThat(letter.header(DeadLetter.PARTITION)).contains("4");
    assertThat(letter.header(DeadLetter.OFFSET)).contains("77");
    assertThat(letter.header(DeadLetter.GROUP)).contains("readers");
    assertThat(letter.header(DeadLetter.ATTEMPTS)).contains("3");
    assertThat(letter.header(DeadLetter.FIRST_FAILURE)).contains("2026-11-20T03:04:05Z");
    assertThat(DeadLetter.original(letter.headers())).isEqualTo(message.headers());
  }

  @Test
  void whatFailsAgainAfterItWasPutBackSaysOnlyTheLastWhy() {
    Message once = letter(Message.of("words", "k", new byte[0]), new Unreadable("first"));
    Message again =
        letter(
            new Message("words", once.key(), once.value(), once.headers()),
            new Unreadable("second"));
    assertThat(again.headers()).hasSameSizeAs(once.headers());
    assertThat(again.header(DeadLetter.ERROR)).get().asString().contains("second");
  }

  @Test
  void aMessageWithoutAKeyHasNoneAsALetterAndAnErrorIsNotEndless() {
    Message message = new Message("words", Optional.empty(), new byte[0], List.of());
    Message letter = letter(message, new Unreadable("x".repeat(10_000)));
    assertThat(letter.key()).isEmpty();
    assertThat(letter.header(DeadLetter.ERROR).orElseThrow()).hasSize(500);
  }
}
