package io.floodgate.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final StringWriter shown = new StringWriter();

  private ProgressBar bar(boolean terminal) {
    return new ProgressBar("users", new PrintWriter(shown), terminal);
  }

  @Test
  void printsALineAtEachTenthWhereNobodyWatches() {
    ProgressBar bar = bar(false);
    for (int done = 1; done <= 1_000; done++) {
      bar.at(done, 1_000);
    }
    assertThat(shown.toString().lines())
        .hasSize(10)
        .startsWith("users: 10 % (100 of 1,000)")
        .endsWith("users: 100 % (1,000 of 1,000)");
  }

  @Test
  void drawsOneLineAgainOnATerminal() {
    ProgressBar bar = bar(true);
    bar.at(1, 4);
    bar.at(2, 4); // so soon that nobody would see it
    bar.at(4, 4);
    assertThat(shown.toString())
        .isEqualToIgnoringNewLines(
            "\rusers [#######                       ]  25 % 1 of 4"
                + "\rusers [##############################] 100 % 4 of 4");
  }

  @Test
  void isSilentWhereThereIsNothingToDo() {
    bar(true).at(0, 0);
    bar(false).at(0, 0);
    assertThat(shown.toString()).isEmpty();
  }
}
