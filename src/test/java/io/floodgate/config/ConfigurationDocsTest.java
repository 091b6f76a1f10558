package io.floodgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationDocsTest {
  private static final Path PAGE = Path.of("docs/configuration.md");

  @Test
  void theDocumentationSaysWhatTheRecordsSay() throws IOException {
    String expected = ConfigurationDocs.markdown(ConfigLoader.load(List.of(), Map.of()));
    if (System.getProperty("docs.write") != null) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE)
        .as("rewrite it: mvn -q test -Dtest=ConfigurationDocsTest -Ddocs.write")
        .hasContent(expected);
  }
}
