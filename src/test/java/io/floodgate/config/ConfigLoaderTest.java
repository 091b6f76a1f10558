package io.floodgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @TempDir Path folder;

  // What is laid over what.

  @Test
  void aLaterFileOverridesAnEarlierOneAndAVariableOverridesBoth() {
    Path first = file("first.yaml", "http: {port: 1001, maxRequests: 11, maxConnections: 111}");
    Path second = file("second.yaml", "http:\n  port: 1002\n  maxRequests: 12");
    LoadedConfig loaded =
        ConfigLoader.load(List.of(first, second), Map.of("FLOODGATE_HTTP_PORT", "1003"));
    assertThat(loaded.config().http().port()).isEqualTo(1003);
    assertThat(loaded.config().http().maxRequests()).isEqualTo(12);
    assertThat(loaded.config().http().maxConnections()).isEqualTo(111);
    assertThat(loaded.config().http().instances()).isZero();
  }

  @Test
  void everyValueKnowsWhereItCameFrom() {
    Path overlay = file("over.yaml", "http:\n  # a comment\n  port: 1001\n");
    LoadedConfig loaded =
        ConfigLoader.load(List.of(overlay), Map.of("FLOODGATE_POSTGRES_POOL_SIZE", "20"));
    assertThat(loaded.sources().get("http.port").place()).isEqualTo(overlay + ":3");
    assertThat(loaded.sources().get("postgres.poolSize").place())
        .isEqualTo("FLOODGATE_POSTGRES_POOL_SIZE");
    assertThat(loaded.sources().get("http.host").place()).startsWith("floodgate.yaml:");
    assertThat(loaded.sources().keySet()).containsExactlyElementsOf(Keys.ALL.keySet());
  }

  @Test
  void thePrintShowsKeyValueAndPlace() {
    Map<String, String> environment =
        Map.of("FLOODGATE_HTTP_PORT", "0", "FLOODGATE_POSTGRES_PASSWORD", "hunter2");
    List<String> lines = ConfigLoader.load(List.of(), environment).print();
    assertThat(lines)
        .hasSameSizeAs(Keys.ALL.keySet())
        .anyMatch(line -> line.matches("http.port +0 +FLOODGATE_HTTP_PORT"))
        .anyMatch(line -> line.matches("http.maxBody +64KiB +floodgate.yaml:\\d+ +live"))
        .anyMatch(line -> line.matches("postgres.password +\\*\\*\\* +FLOODGATE_POSTGRES_PASSWORD"))
        .noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void aVariableIsTheKeyInUpperSnakeCase() {
    assertThat(Keys.ALL.get("postgres.poolSize").variable())
        .isEqualTo("FLOODGATE_POSTGRES_POOL_SIZE");
    assertThat(Keys.ALL.get("orders.batching.maxBatch").variable())
        .isEqualTo("FLOODGATE_ORDERS_BATCHING_MAX_BATCH");
  }

  @Test
  void everyKeyCanBeGivenAsAVariable() {
    Map<String, Source> defaults = ConfigLoader.load(List.of(), Map.of()).sources();
    Keys.ALL.forEach(
        (path, key) -> {
          String value = key.secret() ? "secret" : defaults.get(path).written();
          LoadedConfig loaded = ConfigLoader.load(List.of(), Map.of(key.variable(), value));
          assertThat(loaded.sources().get(path).place()).isEqualTo(key.variable());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing but a comment\n", "http:\n  # port: 1\n", "---\n"})
  void aFileThatGivesNothingChangesNothing(String text) {
    assertThat(ConfigLoader.load(List.of(file("empty.yaml", text)), Map.of()).config())
        .isEqualTo(ConfigLoader.load(List.of(), Map.of()).config());
  }

  @Test
  void variablesOfOthersAndOfTheLocalStacksLauncherPass() {
    Map<String, String> environment =
        Map.of(
            "PATH", "/bin",
            "FLOODGATE_KAFKA_HOST", "127.0.0.1",
            "FLOODGATE_KAFKA_PORT", "9092");
    assertThat(ConfigLoader.load(List.of(), environment).sources()).hasSameSizeAs(Keys.ALL);
  }

  // How values are written.

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "5s,PT5S", "2m,PT2M", "24h,PT24H", "7d,PT168H"})
  void durationsCarryTheirUnit(String text, Duration expected) {
    assertThat(Values.parse(Duration.class, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"512,512", "64KiB,65536", "1MiB,1048576"})
  void bytesCarryTheirUnit(String text, int expected) {
    assertThat(Values.parse(Bytes.class, text)).isEqualTo(new Bytes(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "http.port, 65536, a whole number from 0 to 65535",
    "http.port, -1, a whole number from 0 to 65535",
    "http.port, abc, a whole number from 0 to 65535",
    "http.port, 80.5, a whole number from 0 to 65535",
    "http.port, 0x50, a whole number from 0 to 65535",
    "http.port, 99999999999999999999999, a whole number from 0 to 65535",
    "points.maxCharge, 0, a whole number from 1 to 1000000000000",
    "runtime.transport, true, auto or io_uring or epoll or nio",
    "postgres.migrate, yes, true or false",
    "postgres.migrate, 1, true or false",
    "auth.mode, GATEWAY, gateway or jwt",
    "auth.mode, none, gateway or jwt",
    "http.requestTimeout, 5, 'a duration (ms, s, m, h or d) from 50ms to 1m'",
    "http.requestTimeout, 5 s, 'a duration (ms, s, m, h or d) from 50ms to 1m'",
    "http.requestTimeout, 49ms, 'a duration (ms, s, m, h or d) from 50ms to 1m'",
    "http.requestTimeout, 61s, 'a duration (ms, s, m, h or d) from 50ms to 1m'",
    "http.requestTimeout, 9223372036854775807d, 'a duration (ms, s, m, h or d) from 50ms to 1m'",
    "http.maxBody, 64KB, 'an amount of bytes (none, KiB or MiB) from 1KiB to 1MiB'",
    "http.maxBody, 1023, 'an amount of bytes (none, KiB or MiB) from 1KiB to 1MiB'",
    "http.maxBody, 4096MiB, 'an amount of bytes (none, KiB or MiB) from 1KiB to 1MiB'",
    "http.maxBody, 2MiB, 'an amount of bytes (none, KiB or MiB) from 1KiB to 1MiB'"
  })
  void aValueThatIsNotAllowedIsNamedWithFileLineKeyValueAndWhatIs(
      String key, String value, String allowed) {
    String[] path = key.split("\\.");
    Path overlay = file("bad.yaml", path[0] + ":\n  " + path[1] + ": " + value + "\n");
    assertThat(refused(List.of(overlay), Map.of()))
        .containsExactly(new ConfigFault(overlay + ":2", key, value, "allowed is " + allowed));
    String variable = Keys.ALL.get(key).variable();
    assertThat(refused(List.of(), Map.of(variable, value)))
        .containsExactly(new ConfigFault(variable, key, value, "allowed is " + allowed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "~x", "<<", "2026-01-01", "1_000", "-", "a: b", "ünï", "#x", ""})
  void quotedTextMayBeAnything(String text) {
    Path overlay = file("text.yaml", "postgres: {password: '" + text + "'}");
    LoadedConfig loaded = ConfigLoader.load(List.of(overlay), Map.of());
    assertThat(loaded.config().postgres().password().reveal()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "~x", "<<", "2026-01-01", "1_000", "1e3", "0x1F", "on", ".5", "a#b"})
  void unquotedTextIsTakenAsWrittenToo(String text) {
    Path overlay = file("text.yaml", "postgres:\n  password: " + text + "\n");
    LoadedConfig loaded = ConfigLoader.load(List.of(overlay), Map.of());
    assertThat(loaded.config().postgres().password().reveal()).isEqualTo(text);
  }

  @Test
  void theEndsOfARangeAreAllowed() {
    for (Key key : Keys.ALL.values()) {
      if (key.range() != null) {
        assertThat(key.parse(key.range().min())).isNotNull();
        assertThat(key.parse(key.range().max())).isNotNull();
      }
    }
  }

  @Test
  void aFaultReadsAsOneLine() {
    assertThat(refused("http:\n  port: 99999\n"))
        .hasToString(
            "[%s:2: http.port = 99999: allowed is a whole number from 0 to 65535]"
                .formatted(folder.resolve("bad.yaml")));
  }

  // The form of files.

  @ParameterizedTest
  @CsvSource({
    "'http: {prot: 1}', http.prot, 'unknown key; did you mean http.port?'",
    "'http: {max_body: 1}', http.max_body, 'unknown key; did you mean http.maxBody?'",
    "'postgres: {maxBody: 1KiB}', postgres.maxBody, 'unknown key; did you mean http.maxBody?'",
    "'postgress: {host: x}', postgress, 'unknown key; did you mean postgres?'",
    "'poolSize: 4', poolSize, 'unknown key; did you mean postgres.poolSize?'",
    "'zzzzzzzzz: 4', zzzzzzzzz, unknown key",
    "'<<: {http: {port: 1}}', <<, unknown key",
    "'http.port: 1', http.port, 'unknown key; sections are indented in files, not dotted'",
    "'http: {port: 1, port: 2}', http.port, given a second time; first on line 1",
    "'{http: {port: 1}, http: {host: localhost}}', http, given a second time; first on line 1",
    "'http: {port: }', http.port, given nothing; allowed is a whole number from 0 to 65535",
    "'http: {host: ''''}', http.host, 'allowed is text, not empty'",
    "'http: {host: [a]}', http.host, 'given a list or section; allowed is text, not empty'",
    "'http: {host: {a: b}}', http.host, 'given a list or section; allowed is text, not empty'",
    "'http: 8080', http, 'a section: allowed are keys, indented below it, each with its value'",
    "'http: [port]', http, 'a section: allowed are keys, indented below it, each with its value'",
    "'[http]', '', 'a section: allowed are keys, indented below it, each with its value'",
    "'http: {[a]: 1}', http., a key must be a plain name"
  })
  void whatIsWrongWithTheFormIsNamed(String text, String key, String problem) {
    assertThat(refused(text))
        .containsExactly(new ConfigFault(folder.resolve("bad.yaml") + ":1", key, "", problem));
  }

  @ParameterizedTest
  @ValueSource(strings = {"!x 1", "!!binary MQ==", "!!x 1", "&x 1"})
  void yamlThatWouldLoseAPartOfTheTextIsRefused(String value) {
    assertThat(refused("postgres: {password: " + value + "}"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).startsWith("given a YAML anchor, alias"));
  }

  @ParameterizedTest
  @CsvSource({
    "'http:\n\tport: 1', 2",
    "'http:\n  port: 1\n host: x', 3",
    "'http: {port: 1', 1",
    "'http: [', 1",
    "'http: *nowhere', 1",
    "'a: 1\n---\nb: 2', 2"
  })
  void malformedYamlIsNamedWithItsLine(String text, int line) {
    assertThat(refused(text))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.place()).isEqualTo(folder.resolve("bad.yaml") + ":" + line);
              assertThat(fault.problem()).startsWith("malformed YAML at column ");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"http: \u0000", "http: {port: 1\u0007}"})
  void aFileWithControlCharactersIsMalformed(String text) {
    assertThat(refused(text))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).startsWith("malformed YAML"));
  }

  @Test
  void aFileNestedWithoutEndIsMalformed() {
    assertThat(refused("[".repeat(10_000))).hasSize(1);
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    Path latin =
        Files.write(folder.resolve("latin.yaml"), "# é".getBytes(StandardCharsets.ISO_8859_1));
    List<ConfigFault> faults = refused(List.of(missing, folder, latin), Map.of());
    assertThat(faults).hasSize(3);
    assertThat(faults.get(0)).hasToString(missing + ": cannot be read: there is no such file");
    assertThat(faults.get(1).toString()).startsWith(folder + ": cannot be read: ");
    assertThat(faults.get(2)).hasToString(latin + ": cannot be read: it is not UTF-8 text");
  }

  @Test
  void aMissingKeyIsNamedWithWhatIsAllowed() throws IOException {
    String shipped = Files.readString(Path.of("conf/floodgate.yaml")).replace("  port: 8080", "");
    assertThat(refusedBy(() -> ConfigLoader.load(shipped, List.of(), Map.of())))
        .containsExactly(
            new ConfigFault(
                "floodgate.yaml",
                "http.port",
                "",
                "missing; allowed is a whole number from 0 to 65535"));
  }

  @Test
  void anUnknownVariableIsNamedWithTheNearestKnownOne() {
    Map<String, String> environment =
        Map.of("FLOODGATE_HTP_PORT", "1", "FLOODGATE_HTTP", "1", "FLOODGATE_BANANA", "1");
    assertThat(refused(List.of(), environment))
        .extracting(ConfigFault::toString)
        .containsExactly(
            "FLOODGATE_BANANA: unknown variable",
            "FLOODGATE_HTP_PORT: unknown variable; did you mean FLOODGATE_HTTP_PORT?",
            "FLOODGATE_HTTP: unknown variable");
  }

  @Test
  void allFaultsOfAllFilesVariablesAndRulesAreNamedAtOnce() {
    Path one = file("one.yaml", "http:\n  prot: 1\n  maxBody: huge\nhttp:\n  port: x\n");
    Path two = file("two.yaml", "runtime: 4\npostgres:\n  lockTimeout: 20s\n");
    Path three = folder.resolve("three.yaml");
    Map<String, String> environment =
        Map.of("FLOODGATE_X", "1", "FLOODGATE_AUTH_TRUST_GATEWAY", "maybe");
    assertThat(refused(List.of(one, two), environment))
        .extracting(ConfigFault::key)
        .containsExactly(
            "http.prot",
            "http",
            "http.maxBody",
            "http.port",
            "runtime",
            "auth.trustGateway",
            "", // the unknown variable
            "postgres.lockTimeout");
    assertThat(refused(List.of(one, three), environment)).hasSize(7);
  }

  @Test
  void theMessageHoldsEveryFaultOnALineOfItsOwn() {
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(List.of(file("bad.yaml", "http: {port: x, a: b}")), Map.of()));
    assertThat(refusal.getMessage().lines()).hasSize(1 + refusal.faults().size());
  }

  // Secrets.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres: {password: [hunter2]}",
        "postgres: {password: {hunter2: x}}",
        "postgres: {pasword: hunter2}",
        "postgres: {password: {x: hunter2}}",
        "postgres: {password: *hunter2}",
        "postgres: {password: !hunter2}",
        "postgres: {password: !hunter2!x y}",
        "postgres: {password: &hunter2 x}",
        "postgres: {password: !!hunter2 x}",
        "postgres: {password: &hunter2 *hunter2}",
        "postgres: {user: &hunter2 x, password: &hunter2 y}",
        "postgres: {password: hunter2, password: hunter2}",
        "postgres: postgresql://floodgate:hunter2@db",
        "password: hunter2",
        "postgres: {password: hunter2",
        "postgres:\n  password: hunter2\n bad: 1",
        "postgres:\n  password: \"hunter2",
        "postgres:\n  password: hunter2: x",
        "postgres:\n  password: %hunter2",
        "postgres:\n  password: @hunter2",
        "postgres:\n  password: \"\\hunter2\"",
        "postgres:\n  password: \"a\\u12hunter2\""
      })
  void noFaultShowsASecret(String text) {
    assertThat(refused(text).toString()).doesNotContain("hunter2");
  }

  @Test
  void noVariablesFaultShowsASecret() {
    Map<String, String> environment =
        Map.of("FLOODGATE_POSTGRES_PASSWORD", "hunter2", "FLOODGATE_POSTGRES_PASWORD", "hunter2");
    assertThat(refused(List.of(), environment).toString()).doesNotContain("hunter2");
  }

  @Test
  void aLoadedSecretIsNowhereShownButReveals() {
    LoadedConfig loaded =
        ConfigLoader.load(List.of(), Map.of("FLOODGATE_POSTGRES_PASSWORD", "hunter2"));
    assertThat(loaded.toString()).doesNotContain("hunter2").contains("password=***");
    assertThat(loaded.config().postgres().password().reveal()).isEqualTo("hunter2");
  }

  private Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<ConfigFault> refused(String text) {
    return refused(List.of(file("bad.yaml", text)), Map.of());
  }

  private static List<ConfigFault> refused(List<Path> files, Map<String, String> environment) {
    return refusedBy(() -> ConfigLoader.load(files, environment));
  }

  private static List<ConfigFault> refusedBy(ThrowingCallable load) {
    ConfigException refusal = catchThrowableOfType(ConfigException.class, load);
    assertThat(refusal).as("the configuration should be refused").isNotNull();
    return refusal.faults();
  }
}
