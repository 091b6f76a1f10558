package io.floodgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code conf/} and {@code docker/} and the records, held against each other. */
class ShippedFilesTest {
  private static final Path CONF = Path.of("conf");

  private static Stream<Key> keys() {
    return Keys.ALL.values().stream();
  }

  private static Stream<Path> files() throws IOException {
    return Stream.concat(
        Files.list(CONF).filter(file -> file.toString().endsWith(".yaml")),
        Stream.of(
            Path.of("docker", "conf", "floodgate.yaml"),
            Path.of("docker", "kubernetes", "floodgate.yaml")));
  }

  @Test
  void theDefaultsAreWhatTwoCoresNeed() {
    Config.Batching batching = new Config.Batching(2, 128, 1, 10_000);
    assertThat(ConfigLoader.load(List.of(), Map.of()).config())
        .isEqualTo(
            new Config(
                new Config.Runtime(
                    0, Config.Transport.AUTO, Duration.ofMillis(100), Duration.ofSeconds(25)),
                new Config.Http(
                    "127.0.0.1",
                    8080,
                    0,
                    Duration.ofSeconds(5),
                    20_000,
                    20_000,
                    new Bytes(64 * 1024),
                    new Bytes(16 * 1024),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    Duration.ZERO,
                    Duration.ofSeconds(10),
                    10_000,
                    Duration.ofMillis(100),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(15)),
                new Config.Admission(
                    Duration.ofMillis(500), 512, Duration.ofMillis(250), 70, 80, 90),
                new Config.Auth(Config.AuthMode.GATEWAY, false),
                new Config.Postgres(
                    "127.0.0.1",
                    5432,
                    "floodgate",
                    "floodgate",
                    new Secret(""),
                    true,
                    Duration.ofMillis(500),
                    Duration.ofMinutes(10),
                    4,
                    256,
                    Duration.ofSeconds(2),
                    2,
                    256,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(30)),
                new Config.Redis(
                    "127.0.0.1",
                    6379,
                    Optional.empty(),
                    new Secret(""),
                    Optional.empty(),
                    Duration.ofMillis(500),
                    Duration.ofMillis(250),
                    20_000,
                    Duration.ofSeconds(1)),
                new Config.Kafka(
                    Optional.of("127.0.0.1:9092"),
                    Optional.empty(),
                    6,
                    1,
                    Duration.ofSeconds(3),
                    Duration.ofMillis(1),
                    20_000,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(10)),
                new Config.Orders(batching, Duration.ofMinutes(15), Duration.ofSeconds(1), 200),
                new Config.Points(batching, 1_000_000, 100_000_000),
                new Config.Coupons(
                    batching,
                    128,
                    Duration.ofSeconds(15),
                    Duration.ofHours(1),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    500,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(30),
                    300,
                    500,
                    new Config.IssueQueue(
                        500,
                        10,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(10),
                        Duration.ofDays(7),
                        Duration.ofMinutes(1))),
                new Config.Outbox(
                    true,
                    Duration.ofSeconds(5),
                    4_000,
                    Duration.ofMillis(100),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2),
                    Duration.ofHours(2),
                    Duration.ofMinutes(1)),
                new Config.Ranking(
                    "Asia/Seoul",
                    Duration.ofMillis(500),
                    Duration.ofSeconds(10),
                    4,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    1_000,
                    Duration.ofMillis(250)),
                new Config.Webhook(
                    Optional.empty(),
                    new Secret(""),
                    Optional.empty(),
                    100,
                    8,
                    Duration.ofSeconds(5),
                    12,
                    Duration.ofMillis(200),
                    Duration.ofSeconds(30),
                    5,
                    Duration.ofSeconds(10),
                    false),
                new Config.Idempotency(Duration.ofHours(24), Duration.ofMinutes(1)),
                new Config.Ops(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    true,
                    Duration.ofSeconds(5),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10)),
                new Config.Log(
                    LogLevel.INFO,
                    new LogLevels(new TreeMap<>()),
                    Config.LogFormat.TEXT,
                    Duration.ofSeconds(1)),
                new Config.Trace(Optional.empty(), 0.01, "floodgate")));
  }

  @Test
  void theShippedDefaultGivesEveryKeyInTheOrderOfTheRecords() throws IOException {
    List<ConfigFault> faults = new ArrayList<>();
    String text = Files.readString(CONF.resolve("floodgate.yaml"));
    List<YamlFile.Given> given = YamlFile.read("floodgate.yaml", text, faults);
    assertThat(faults).isEmpty();
    assertThat(given.stream().map(one -> one.key().path()))
        .containsExactlyElementsOf(Keys.ALL.keySet());
  }

  @Test
  void theShippedDefaultExplainsEveryKeyAbove() throws IOException {
    List<String> lines = Files.readAllLines(CONF.resolve("floodgate.yaml"));
    Map<String, Source> sources = ConfigLoader.load(List.of(), Map.of()).sources();
    assertThat(sources)
        .allSatisfy(
            (key, source) -> assertThat(lines.get(source.line() - 2)).as(key).matches(" +# .*[.]"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeySaysWhatItDoesAndWhatIsAllowed(Key key) {
    assertThat(key.doc()).as(key.path() + " needs @Doc").isNotNull();
    assertThat(key.doc().value()).endsWith(".");
    boolean measured =
        List.of("int", "long", "double", "Duration", "Bytes").contains(key.type().getSimpleName());
    assertThat(key.range() != null).as(key.path() + " has @Range").isEqualTo(measured);
    if (measured) {
      assertThat(key.parse(key.range().min())).isNotEqualTo(key.parse(key.range().max()));
    }
  }

  @Test
  void noTwoKeysShareAVariable() {
    assertThat(keys().map(Key::variable))
        .doesNotHaveDuplicates()
        .allMatch(v -> v.matches("[A-Z_]+"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFileLoads(Path file) {
    assertThat(ConfigLoader.load(List.of(file), Map.of()).sources()).hasSameSizeAs(Keys.ALL);
  }

  @Test
  void everyOverlayHoldsOnlyWhatDiffersOrIsMeantToStay() throws IOException {
    Map<String, Source> defaults = ConfigLoader.load(List.of(), Map.of()).sources();
    List<YamlFile.Given> bench =
        YamlFile.read("bench", Files.readString(CONF.resolve("bench.yaml")), new ArrayList<>());
    assertThat(bench)
        .isNotEmpty()
        .allSatisfy(
            given ->
                assertThat(given.text()).isNotEqualTo(defaults.get(given.key().path()).written()));
  }

  @Test
  void noOverlayHoldsAPassword() throws IOException {
    try (Stream<Path> files = files()) {
      assertThat(files.filter(file -> !file.equals(CONF.resolve("floodgate.yaml"))))
          .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("password:"));
    }
  }
}
