package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  private static CommandLineRun run(String... arguments) {
    return CommandLineRun.of(Map.of(), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpListsTheCommands(String option) {
    CommandLineRun help = run(option);

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("serve", "migrate", "check", "load", "replay", "republish", "rebuild", "config")
        .contains("--config");
  }

  @Test
  void saysWhatItCanDoWhenItIsAskedForNothing() {
    assertThat(run().exitCode()).isZero();
    assertThat(run().out()).isEqualTo(run("--help").out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "launch",
        "--fast",
        "load --users=many",
        "serve --port=1",
        "check now",
        "rebuild",
        "rebuild all"
      })
  void aWrongCommandLineIsNotGuessedAt(String line) {
    CommandLineRun wrong = run(line.split(" "));

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "migrate", "check", "load", "config"})
  void aBadConfigurationIsRefusedWithEveryFault(String command, @TempDir Path directory)
      throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("bad.yaml"), "http:\n  port: many\n  colour: green\npostgres: 1\n");

    CommandLineRun refused =
        CommandLineRun.of(
            Map.of("FLOODGATE_POSTGRES_PORT", "70000", "FLOODGATE_NONSENSE", "1"),
            command,
            "--config",
            file.toString());

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("http.port", "many", "colour", "bad.yaml", "70000", "FLOODGATE_NONSENSE")
        .doesNotContain("at io.floodgate");
  }

  @Test
  void aFileThatIsNotThereIsAFault() {
    CommandLineRun refused = run("config", "-c", "no-such-file.yaml");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("no-such-file.yaml");
  }

  @Test
  void showsTheConfigurationWithItsSecretsMasked() {
    CommandLineRun shown =
        CommandLineRun.of(Map.of("FLOODGATE_POSTGRES_PASSWORD", "hunter2"), "config");

    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out()).contains("postgres.host").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "migrate", "check", "load"})
  void failsWhenTheDatabaseIsAway(String command) {
    CommandLineRun failed =
        CommandLineRun.of(
            Map.of(
                "FLOODGATE_POSTGRES_HOST", "127.0.0.1",
                "FLOODGATE_POSTGRES_PORT", "1",
                "FLOODGATE_HTTP_PORT", "0"),
            command);

    assertThat(failed.exitCode()).isEqualTo(1);
  }

  @Test
  void doesNotServeWhereThePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandLineRun failed =
          CommandLineRun.of(
              Map.of("FLOODGATE_HTTP_PORT", Integer.toString(taken.getLocalPort())), "serve");

      assertThat(failed.exitCode()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "republish",
        "republish --aggregate=ORDER",
        "republish --id=1",
        "republish --from=2026-05-01T09:00:00Z",
        "republish --from=yesterday --until=2026-05-01T09:00:00Z",
        "republish --from=2026-05-01T09:00:00Z --until=2026-05-01T10:00:00Z --id=1",
        "republish --aggregate=TEAPOT --id=1"
      })
  void republishesNothingWhenItIsNotClearWhat(String line) {
    CommandLineRun wrong = run(line.split(" "));

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--users=-1", "--points=-1", "--products=-1", "--stock=-1"})
  void loadsNoNegativeAmounts(String amount) {
    assertThat(run("load", amount).exitCode()).isEqualTo(2);
  }
}
