package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FewLinesTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void aFloodGetsAFewLinesASecond() {
    FewLines lines = new FewLines(3, 5 * SECOND);
    assertThat(IntStream.range(0, 1_000).filter(i -> lines.allow(5 * SECOND + i))).hasSize(3);
    assertThat(IntStream.range(0, 1_000).filter(i -> lines.allow(6 * SECOND + i))).hasSize(3);
  }
}
