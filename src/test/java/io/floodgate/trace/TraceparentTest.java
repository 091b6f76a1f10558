package io.floodgate.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTest {

  private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void aValidContextIsTakenAsItIs() {
    Traceparent given = Traceparent.given(VALID).orElseThrow();
    assertThat(given.text()).isEqualTo(VALID);
    assertThat(given.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(Traceparent.traceIdOf(VALID)).isEqualTo(given.traceId());
    assertThat(given.context().getSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(given.context().isRemote()).isTrue();
  }

  @Test
  void aNewOneIsValidAndNotSampled() {
    Traceparent fresh = Traceparent.unsampled();
    assertThat(fresh.text()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    assertThat(fresh).isNotEqualTo(Traceparent.unsampled());
    assertThat(Traceparent.given(fresh.text())).contains(fresh);
  }

  @ParameterizedTest
  @CsvSource({"00,false", "01,true", "02,false", "03,true", "ff,true"})
  void theLastBitSaysWhetherItIsSampled(String flags, boolean sampled) {
    String text = VALID.substring(0, 53) + flags;
    assertThat(Traceparent.given(text).orElseThrow().isSampled()).isEqualTo(sampled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01"
      })
  void anythingElseIsNone(String text) {
    assertThat(Traceparent.given(text)).isEmpty();
    assertThat(Traceparent.isSampled(text)).isFalse();
    assertThat(Traceparent.traceIdOf(text)).isEmpty();
  }
}
