package io.floodgate.watching;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Prometheus' rules; promtool, where there is one, also runs {@code alerts.test.yml}. */
class AlertsTest {

  private static final Path RULES = Path.of("docker/prometheus/alerts.yml");
  private static final Path TESTS = Path.of("docker/prometheus/alerts.test.yml");

  @Test
  void noneAsksForAMetricThatThereIsNot() throws IOException {
    Names names = new Names();
    for (JsonNode alert : alerts()) {
      assertThat(names.unknownIn(alert.path("expr").asText())).as(name(alert)).isEmpty();
    }
  }

  @Test
  void eachSaysWhatIsFeltAndWhichPageHelps() throws IOException {
    assertThat(alerts())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            alert -> {
              JsonNode says = alert.path("annotations");
              assertThat(says.path("summary").asText()).as(name(alert)).isNotEmpty();
              assertThat(says.path("description").asText()).as(name(alert)).hasSizeGreaterThan(60);
              assertThat(says.path("runbook").asText())
                  .isEqualTo("docs/operating.md#" + kebab(name(alert)));
              assertThat(alert.at("/labels/severity").asText())
                  .as(name(alert))
                  .isIn("page", "ticket");
            });
  }

  @Test
  void eachHasItsPageAndEachPageAnAlert() throws IOException {
    String operating = Files.readString(Path.of("docs/operating.md"));
    String pages = operating.substring(operating.indexOf("\n## Alerts\n"));
    assertThat(pages.lines().filter(line -> line.startsWith("### ")))
        .extracting(heading -> heading.substring(4).toLowerCase(Locale.ROOT).replace(' ', '-'))
        .containsExactlyInAnyOrderElementsOf(
            alerts().stream().map(alert -> kebab(name(alert))).toList());
  }

  @Test
  void theDocumentOfOperatingAsksForNoMetricThatThereIsNot() throws IOException {
    assertThat(new Names().unknownInText(Files.readString(Path.of("docs/operating.md")))).isEmpty();
  }

  @Test
  void halfOfThemOrMoreAreTested() throws IOException {
    String tests = Files.readString(TESTS);
    List<JsonNode> all = alerts();
    assertThat(all)
        .filteredOn(alert -> tests.contains("alertname: " + name(alert) + "\n"))
        .hasSizeGreaterThanOrEqualTo((all.size() + 1) / 2);
  }

  private static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode group : new YAMLMapper().readTree(RULES.toFile()).path("groups")) {
      group.path("rules").forEach(alerts::add);
    }
    return alerts;
  }

  private static String name(JsonNode alert) {
    return alert.path("alert").asText();
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
