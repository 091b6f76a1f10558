package io.floodgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

  @Test
  void measuresEveryRowThreeTimesForTenSeconds() {
    Arguments arguments = Arguments.of(Map.of());

    assertThat(arguments.rounds()).isEqualTo(3);
    assertThat(arguments.lasts()).isEqualTo(Duration.ofSeconds(10));
    assertThat(arguments.compare()).isEmpty();
    assertThat(arguments.out()).isEmpty();
    assertThat(Table.ROWS).allMatch(row -> arguments.wants(row.name()));
  }

  @Test
  void theQuickFormHasAsManyRoundsOfFewerSeconds() {
    // As Maven passes a -Dquick without a value.
    Arguments quick = Arguments.of(Map.of("quick", "true"));

    assertThat(quick.rounds()).isEqualTo(3);
    assertThat(quick.lasts()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void takesRowsByTheBeginningsOfTheirNames() {
    Arguments arguments = Arguments.of(Map.of("rows", "order-spread, charge"));

    assertThat(Table.ROWS)
        .extracting(Row::name)
        .filteredOn(arguments::wants)
        .containsExactly("order-spread-200", "order-spread-40", "charge-200");
  }

  @Test
  void takesWhatIsSaid() {
    Arguments arguments =
        Arguments.of(Map.of("rounds", "5", "seconds", "7", "out", "x", "compare", "a.yaml,b.yaml"));

    assertThat(arguments.rounds()).isEqualTo(5);
    assertThat(arguments.lasts()).isEqualTo(Duration.ofSeconds(7));
    assertThat(arguments.out()).contains(Path.of("x"));
    assertThat(arguments.compare()).containsExactly(Path.of("a.yaml"), Path.of("b.yaml"));
  }

  @Test
  void refusesWhatHasNoSense() {
    assertThatThrownBy(() -> Arguments.of(Map.of("rounds", "0")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("-Drounds is 0");
    assertThatThrownBy(() -> Arguments.of(Map.of("compare", "a.yaml")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("two files");
  }
}
