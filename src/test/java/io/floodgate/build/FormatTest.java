package io.floodgate.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FormatTest {

  @Test
  void sourcesAreFormatted() throws Exception {
    assertThat(Format.unformatted(Path.of("src")))
        .as("files that google-java-format would change; `./mvnw -Pformat` formats them")
        .isEmpty();
  }

  @Test
  void readsJava25() throws Exception {
    String source =
        """
        class A {
          int f(Object o) {
            return o instanceof B(int x, _) ? x : 0;
          }

          record B(int x, int y) {}
        }
        """;

    assertThat(Format.formatted(source.replace("  ", " "))).isEqualTo(source);
  }
}
