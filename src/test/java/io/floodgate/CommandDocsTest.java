package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandDocsTest {

  private static final Path PAGE = Path.of("docs/commands.md");

  /** Each command has its section and its help, and no section speaks of another one. */
  @Test
  void thePageHasTheHelpOfEachCommandAndOfNoOther() throws IOException {
    Map<String, String> usages = CommandDocs.usages(Main.commandLine(Map.of()));
    if (System.getProperty("docs.write") != null) {
      Files.writeString(PAGE, CommandDocs.renewed(Files.readString(PAGE), usages));
    }
    assertThat(CommandDocs.documented(Files.readString(PAGE)))
        .as("renew it: mvn -q test -Dtest=CommandDocsTest -Ddocs.write")
        .isEqualTo(usages);
  }
}
