package io.floodgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlpgsqlTest {

  @Test
  void putsAnExpressionInThePlaceOfEachParameter() {
    assertThat(Plpgsql.bind("SELECT $2, $1 + $2\n", "array_fill('$', a)", "b"))
        .isEqualTo("SELECT b, array_fill('$', a) + b");
  }

  @Test
  void aStatementThatHasChangedIsNoticed() {
    assertThatThrownBy(() -> Plpgsql.bind("SELECT $1, $2", "a"))
        .hasMessage("nothing for parameters [2] of SELECT $1, $2");
    assertThatThrownBy(() -> Plpgsql.bind("SELECT $1", "a", "b")).hasMessage("no $2 in SELECT $1");
  }

  @Test
  void functionsFitTheServersStatements() {
    assertThat(LimitFunctions.all())
        .hasSize(4)
        .allSatisfy(function -> assertThat(function).doesNotContainPattern("\\$\\d"));
  }
}
