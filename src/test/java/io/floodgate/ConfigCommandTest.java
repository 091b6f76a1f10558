package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCommandTest {

  @TempDir Path folder;

  private static CommandLineRun run(String... arguments) {
    return CommandLineRun.of(Map.of("FLOODGATE_POSTGRES_PASSWORD", "hunter2"), arguments);
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("shop.yaml"), text).toString();
  }

  @Test
  void printsWhatIsInEffectWhetherAskedToOrNot() throws IOException {
    String file = file("points:\n  maxCharge: 500\n");
    CommandLineRun printed = run("config", "-c", file);

    assertThat(printed.exitCode()).isZero();
    assertThat(printed.out())
        .containsPattern("points.maxCharge +500 +\\S+shop.yaml:2 +live")
        .containsPattern("postgres.password +\\*\\*\\* +FLOODGATE_POSTGRES_PASSWORD")
        .doesNotContain("hunter2")
        .isEqualTo(run("config", "--print", "-c", file).out());
  }

  @Test
  void printsTheSameAsJson() throws IOException {
    CommandLineRun printed = run("config", "--json", "-c", file("http:\n  port: 8081\n"));

    assertThat(printed.out()).doesNotContain("hunter2");
    JsonNode settings = new ObjectMapper().readTree(printed.out());
    assertThat(settings).hasSize(run("config").out().split("\n").length);
    assertThat(settings)
        .anySatisfy(
            setting -> {
              assertThat(setting.path("key").asText()).isEqualTo("http.port");
              assertThat(setting.path("value").asText()).isEqualTo("8081");
              assertThat(setting.path("source").asText()).endsWith("shop.yaml:2");
              assertThat(setting.path("live").asBoolean(true)).isFalse();
            });
  }

  @Test
  void checksWithoutAWordOnWhatIsInIt() {
    CommandLineRun checked = run("config", "--check", "-c", "conf/production.yaml");

    assertThat(checked.exitCode()).isZero();
    assertThat(checked.out()).isEqualTo("The configuration is valid.\n");
    assertThat(checked.err()).isEmpty();
  }

  @Test
  void aCheckNamesEveryFaultWithItsFileLineAndKey() throws IOException {
    String file = file("http:\n  port: many\n  colour: green\npostgres:\n  lockTimeout: 11s\n");
    CommandLineRun checked = run("config", "--check", "-c", file);

    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.out()).isEmpty();
    assertThat(checked.err().lines())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith(file + ":2: http.port = many: allowed is"),
            line -> assertThat(line).startsWith(file + ":3: http.colour: unknown key"),
            line -> assertThat(line).startsWith(file + ":5: postgres.lockTimeout = 11s: must"));
  }

  @Test
  void aCheckWarnsOfWhatIsHardlyMeantAndPasses() throws IOException {
    String file = file("orders:\n  batching:\n    queue: 10\n");
    CommandLineRun checked = run("config", "--check", "-c", file);

    assertThat(checked.exitCode()).isZero();
    assertThat(checked.err())
        .startsWith("warning: " + file + ":3: orders.batching.queue = 10: is less than");
  }

  @Test
  void printsTheSchemaThatIsShipped() throws IOException {
    assertThat(run("config", "--schema").out())
        .isEqualTo(Files.readString(Path.of("conf/floodgate.schema.json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--check --print", "--check --json", "--schema --json", "--all"})
  void asksForOneThingAtATime(String options) {
    CommandLineRun wrong = run(("config " + options).split(" "));

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).isNotBlank();
  }
}
