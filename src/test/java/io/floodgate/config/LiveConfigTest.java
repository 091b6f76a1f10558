package io.floodgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiveConfigTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void begin() {
    file = folder.resolve("shop.yaml");
    write("points:\n  maxCharge: 500\n");
  }

  private LiveConfig load(Map<String, String> variables) {
    return LiveConfig.load(List.of(file), variables);
  }

  private void write(String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLiveKeyChangesAtOnceAndSaysFromWhatToWhat() {
    LiveConfig config = load(Map.of());
    Supplier<Config.Points> points = config.section(Config::points);

    write("# moved\npoints:\n  maxCharge: 700\norders:\n  batching:\n    maxBatch: 64\n");
    ConfigChange change = config.reload();

    assertThat(points.get().maxCharge()).isEqualTo(700);
    assertThat(config.get().orders().batching().maxBatch()).isEqualTo(64);
    assertThat(change.lines())
        .containsExactly(
            "orders.batching.maxBatch: 128 → 64 (" + file + ":6)",
            "points.maxCharge: 500 → 700 (" + file + ":3)");
    assertThat(config.state().pending()).isEmpty();
    assertThat(config.state().loaded().config()).isEqualTo(config.get());
    assertThat(config.state().loaded().sources().get("points.maxCharge").line()).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aLiveKeyIsTakenAndAnyOtherWaits(Key key) {
    LoadedConfig now = ConfigLoader.load(List.of(), Map.of());
    Object before = Keys.values(now.config()).get(key.path());
    Optional<LoadedConfig> wanted = another(key, before);
    if (wanted.isEmpty()) {
      assertThat(key.live()).as("there is no other value to try").isFalse();
      return;
    }

    ConfigChange change =
        ConfigChange.between(new ConfigState(now, Map.of(), List.of()), wanted.get());

    Object after = Keys.values(change.effective().config()).get(key.path());
    assertThat(after.equals(before)).as("stays as it was").isEqualTo(!key.live());
    assertThat(change.pending().containsKey(key.path())).isEqualTo(!key.live());
    assertThat(change.lines()).hasSize(1);
  }

  private static Stream<Key> keys() {
    return Keys.ALL.values().stream();
  }

  /** The defaults with another value of this key, as far as one goes with the others. */
  private static Optional<LoadedConfig> another(Key key, Object before) {
    Stream<String> candidates =
        key.range() == null
            ? Stream.of("true", "false", "UTC", "localhost", "io.vertx=WARN", "DEBUG")
            : Stream.of(key.range().max(), key.range().min(), "3s", "3000", "75");
    return candidates
        .flatMap(text -> loaded(Map.of(key.variable(), text)).stream())
        .filter(other -> !Keys.values(other.config()).get(key.path()).equals(before))
        .findFirst();
  }

  private static Optional<LoadedConfig> loaded(Map<String, String> variables) {
    try {
      return Optional.of(ConfigLoader.load(List.of(), variables));
    } catch (ConfigException notAllowed) {
      return Optional.empty();
    }
  }

  @Test
  void aKeyThatNeedsARestartStaysAndIsSaidOnce() {
    LiveConfig config = load(Map.of());

    write("points:\n  maxCharge: 700\nhttp:\n  port: 8081\n");
    assertThat(config.reload().lines())
        .contains("http.port changed in " + file + ":4: takes effect at the next start");
    assertThat(config.get().http().port()).isEqualTo(8080);
    assertThat(config.get().points().maxCharge()).isEqualTo(700);
    assertThat(config.state().pending().get("http.port").written()).isEqualTo("8081");

    write("points:\n  maxCharge: 800\nhttp:\n  port: 8081\n");
    assertThat(config.reload().lines()).noneMatch(line -> line.contains("http.port"));
    assertThat(config.state().pending()).containsKey("http.port");

    write("points:\n  maxCharge: 800\n");
    assertThat(config.reload().lines()).containsExactly("http.port is again what runs");
    assertThat(config.state().pending()).isEmpty();
  }

  @Test
  void aFaultAnywhereChangesNothingAndIsNamed() {
    LiveConfig config = load(Map.of());
    Config before = config.get();

    write("points:\n  maxCharge: 700\n  maxBalance: much\nhttp:\n  colour: green\n");
    ConfigException refused = catchThrowableOfType(ConfigException.class, config::reload);

    assertThat(refused.faults()).hasSize(2);
    assertThat(config.get()).isSameAs(before);
    assertThat(config.state().faults())
        .anyMatch(fault -> fault.startsWith(file + ":3: points.maxBalance = much: "))
        .anyMatch(fault -> fault.startsWith(file + ":5: http.colour: unknown key"));

    write("points:\n  maxCharge: 700\n");
    config.reload();
    assertThat(config.state().faults()).isEmpty();
    assertThat(config.get().points().maxCharge()).isEqualTo(700);
  }

  /** The file is right by itself: with both its keys in effect, requests wait long enough. */
  @Test
  void whatIsRightOnlyAfterARestartIsNotHalfTakenUp() {
    LiveConfig config = load(Map.of());

    write("http:\n  requestTimeout: 1500ms\npostgres:\n  poolTimeout: 1s\n");
    ConfigException refused = catchThrowableOfType(ConfigException.class, config::reload);

    assertThat(refused.faults())
        .singleElement()
        .asString()
        .startsWith(file + ":2: http.requestTimeout = 1500ms: must not be shorter than")
        .contains("postgres.poolTimeout = 2s", "needs a restart");
    assertThat(config.get().http().requestTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aVariableStillWins() {
    LiveConfig config = load(Map.of("FLOODGATE_POINTS_MAX_CHARGE", "300"));

    write("points:\n  maxCharge: 700\n");

    assertThat(config.reload().lines()).isEmpty();
    assertThat(config.get().points().maxCharge()).isEqualTo(300);
  }

  @Test
  void aSecretThatChangesIsNotShown() {
    LiveConfig config = load(Map.of());

    write("postgres:\n  password: hunter2\n");

    assertThat(config.reload().lines().toString())
        .contains("postgres.password")
        .doesNotContain("hunter2");
    assertThat(config.state().pending().toString()).doesNotContain("hunter2");
  }

  @Test
  void filesAreReadOnceTheyHaveSettled() {
    LiveConfig config = load(Map.of());
    assertThat(config.look()).isEmpty();

    write("points:\n");
    assertThat(config.look()).as("the first look at something new").isEmpty();
    write("points:\n  maxCharge: 700\n");
    assertThat(config.look()).as("an editor was half way through").isEmpty();
    assertThat(config.look()).isPresent();
    assertThat(config.get().points().maxCharge()).isEqualTo(700);
    assertThat(config.look()).as("nothing new").isEmpty();
  }

  @Test
  void badFilesAreComplainedOfOnceUntilTheyChange() {
    LiveConfig config = load(Map.of());

    write("points: 1\n");
    config.look();
    assertThat(catchThrowableOfType(ConfigException.class, config::look)).isNotNull();
    assertThat(config.look()).isEmpty();
  }

  /** As Kubernetes replaces the files of a ConfigMap. */
  @Test
  void aLinkThatIsTurnedToAnotherFileIsNoticed() throws IOException {
    Path first = Files.writeString(folder.resolve("1.yaml"), "points:\n  maxCharge: 500\n");
    Path second = Files.writeString(folder.resolve("2.yaml"), "points:\n  maxCharge: 700\n");
    Files.setLastModifiedTime(second, Files.getLastModifiedTime(first));
    Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), first);
    LiveConfig config = LiveConfig.load(List.of(link), Map.of());

    Path turned = Files.createSymbolicLink(folder.resolve("turned.yaml"), second);
    Files.move(turned, link, StandardCopyOption.REPLACE_EXISTING);

    config.look();
    assertThat(config.look()).isPresent();
    assertThat(config.get().points().maxCharge()).isEqualTo(700);
  }

  @Test
  void aFileThatIsGoneChangesNothing() throws IOException {
    LiveConfig config = load(Map.of());

    Files.delete(file);
    config.look();

    assertThat(catchThrowableOfType(ConfigException.class, config::look))
        .hasMessageContaining("there is no such file");
    assertThat(config.get().points().maxCharge()).isEqualTo(500);
  }
}
