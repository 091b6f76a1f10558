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
        .contains("serve", "migrate", "check", "load", "replay", "rebuild", "config")
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
        "rebuild all",
        "rebuild ranking now",
        "rebuild gates seven",
        "replay",
        "replay coupon.issue",
        "replay dead-letters",
        "migrate 4",
        "check --json=yes"
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

  /** One line that says which and where, not a stack trace, and no longer than it may wait. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "migrate",
        "migrate --status",
        "check",
        "load",
        "rebuild ranking",
        "rebuild gates",
        "replay outbox --aggregate=ORDER --id=1"
      })
  void saysWhichStoreIsAway(String line) {
    CommandLineRun failed =
        CommandLineRun.of(
            Map.of(
                "FLOODGATE_POSTGRES_HOST", "127.0.0.1",
                "FLOODGATE_POSTGRES_PORT", "1",
                "FLOODGATE_HTTP_PORT", "0",
                "FLOODGATE_POSTGRES_PASSWORD", "hunter2"),
            line.split(" "));

    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err())
        .startsWith("PostgreSQL at 127.0.0.1:1/floodgate cannot be used: ")
        .doesNotContain("hunter2")
        .hasLineCount(1);
  }

  @Test
  void saysThatKafkaIsAway() {
    CommandLineRun failed =
        CommandLineRun.of(
            Map.of(
                "FLOODGATE_KAFKA_BOOTSTRAP",
                "127.0.0.1:1",
                "FLOODGATE_KAFKA_SEND_TIMEOUT",
                "300ms"),
            "replay",
            "dead-letters",
            "coupon.issue");

    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.err()).isEqualToIgnoringNewLines("Kafka at 127.0.0.1:1 does not answer");
  }

  @Test
  void everyCommandHasAHelpThatSaysItsExitCodes() {
    assertThat(CommandDocs.usages(Main.commandLine(Map.of())))
        .allSatisfy(
            (command, usage) ->
                assertThat(usage).as(command).contains("--help", "Exit codes:", "  3   a store"));
    assertThat(run("rebuild", "gates", "--help").out())
        .startsWith("Usage: floodgate rebuild gates");
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
        "replay outbox",
        "replay outbox --aggregate=ORDER",
        "replay outbox --id=1",
        "replay outbox --from=2026-05-01T09:00:00Z",
        "replay outbox --from=yesterday --until=2026-05-01T09:00:00Z",
        "replay outbox --from=2026-05-01T09:00:00Z --until=2026-05-01T10:00:00Z --id=1",
        "replay outbox --aggregate=TEAPOT --id=1"
      })
  void sendsNothingAgainWhenItIsNotClearWhat(String line) {
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
