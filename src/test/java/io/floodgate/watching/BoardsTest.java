package io.floodgate.watching;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Grafana's boards. */
class BoardsTest {

  private static final Path DIRECTORY = Path.of("docker/grafana/dashboards");

  static List<Path> boards() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("boards")
  void eachPanelSaysWhatItShowsInWhichUnitAndWhatToDo(Path board) throws IOException {
    assertThat(panels(board))
        .isNotEmpty()
        .allSatisfy(
            panel -> {
              String title = panel.path("title").asText();
              assertThat(panel.path("description").asText()).as(title).hasSizeGreaterThan(60);
              assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(title).isNotEmpty();
              assertThat(panel.path("targets")).as(title).isNotEmpty();
            });
  }

  @ParameterizedTest
  @MethodSource("boards")
  void noPanelAsksForAMetricThatThereIsNot(Path board) throws IOException {
    Names names = new Names();
    for (JsonNode panel : panels(board)) {
      for (JsonNode target : panel.path("targets")) {
        assertThat(names.unknownIn(target.path("expr").asText()))
            .as(panel.path("title").asText())
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("boards")
  void noPanelLiesOnAnother(Path board) throws IOException {
    boolean[][] taken = new boolean[200][24];
    for (JsonNode panel : new ObjectMapper().readTree(board.toFile()).path("panels")) {
      JsonNode at = panel.path("gridPos");
      for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
        for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
          assertThat(taken[y][x]).as(panel.path("title").asText()).isFalse();
          taken[y][x] = true;
        }
      }
    }
  }

  /** All but the headings. */
  private static List<JsonNode> panels(Path board) throws IOException {
    JsonNode all = new ObjectMapper().readTree(board.toFile()).path("panels");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(panel -> !panel.path("type").asText().equals("row"))
        .toList();
  }
}
