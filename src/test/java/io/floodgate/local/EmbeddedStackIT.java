package io.floodgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class EmbeddedStackIT {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("basedir", "."), "target", "stack", "embedded");

  @Test
  void dataSurvivesARestartAndFreshBeginsAnew() throws SQLException {
    try (EmbeddedStack stack = claim(true)) {
      stack.postgres().start();
      query(stack, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    try (EmbeddedStack stack = claim(false)) {
      stack.postgres().start();
      assertThat(query(stack, "SELECT answer FROM kept")).isEqualTo("42");
    }
    try (EmbeddedStack stack = claim(true)) {
      stack.postgres().start();
      assertThat(query(stack, "SELECT to_regclass('kept') IS NULL")).isEqualTo("t");
    }
  }

  @Test
  void refusesAPostgresThatCouldLoseWhatItConfirms() throws SQLException {
    try (EmbeddedStack stack = claim(true)) {
      stack.postgres().start();
      query(stack, "ALTER ROLE floodgate SET synchronous_commit = off");
      stack.postgres().stop();

      assertThatThrownBy(stack.postgres()::start)
          .isInstanceOf(StackRefused.class)
          .hasMessageContaining("synchronous_commit = off");
      assertThat(stack.postgres().running()).isFalse();
    }
  }

  @Test
  void aDirectoryBelongsToOneLauncher() {
    try (EmbeddedStack stack = claim(false)) {
      assertThat(stack.redis().running()).isFalse();

      assertThatThrownBy(() -> claim(false))
          .isInstanceOf(StackRefused.class)
          .hasMessageContaining("runs already");
    }
  }

  @Test
  void aStoreStoppedForGoodDoesNotStartAgain() {
    EmbeddedStack stack = claim(false);
    stack.close();

    assertThatThrownBy(stack.redis()::start).isInstanceOf(StackRefused.class);
  }

  private static EmbeddedStack claim(boolean fresh) {
    return EmbeddedStack.claim(DIRECTORY, StackPorts.ANY, fresh, line -> {});
  }

  private static String query(EmbeddedStack stack, String sql) throws SQLException {
    Endpoints.Postgres to = stack.postgres().endpoint();
    try (Connection connection =
            DriverManager.getConnection(to.jdbcUrl(), to.user(), to.password());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return null;
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
