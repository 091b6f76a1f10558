package io.floodgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.floodgate.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors check files with, held against the records and the shipped files. */
class ConfigSchemaTest {

  private static final Path FILE = Path.of("conf/floodgate.schema.json");

  private final JsonSchema schema =
      JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(Json.text(ConfigSchema.schema()));

  private static Stream<Path> files() throws IOException {
    return Files.list(FILE.getParent()).filter(file -> file.toString().endsWith(".yaml"));
  }

  private Set<ValidationMessage> faults(String yaml) {
    return schema.validate(yaml, InputFormat.YAML);
  }

  @Test
  void theFileIsWhatTheRecordsSay() throws IOException {
    String expected = Json.pretty(ConfigSchema.schema()) + "\n";
    if (System.getProperty("docs.write") != null) {
      Files.writeString(FILE, expected);
    }
    assertThat(FILE)
        .as("rewrite it: mvn -q test -Dtest=ConfigSchemaTest -Ddocs.write")
        .hasContent(expected);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyShippedFileIsValidAndTellsEditorsSo(Path file) throws IOException {
    assertThat(faults(Files.readString(file))).isEmpty();
    assertThat(Files.readAllLines(file).getFirst())
        .isEqualTo("# yaml-language-server: $schema=" + FILE.getFileName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: {colour: green}",
        "colour: green",
        "http: 1",
        "http: {port: many}",
        "http: {port: 65536}",
        "http: {port: -1}",
        "http: {port: 80.5}",
        "http: {requestTimeout: 5}",
        "http: {requestTimeout: 5 s}",
        "http: {requestTimeout: 1.5s}",
        "http: {maxBody: 64kb}",
        "http: {maxBody: [1]}",
        "http: {host: ''}",
        "auth: {mode: none}",
        "auth: {trustGateway: 'yes'}",
        "orders: {batching: {maxBatch: 0}}",
        "log: {level: loud}",
        "log: {levels: io.vertx}",
        "log: {levels: io.vertx=LOUD}",
        "log: {levels: 'io.vertx=WARN;io.floodgate=INFO'}",
      })
  void noticesWhatTheServerWouldRefuse(String yaml) {
    assertThat(faults(yaml)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http:",
        "http: {port: 0, maxBody: 512, requestTimeout: 250ms}",
        "http: {maxBody: 1MiB}",
        "postgres: {password: 1234, database: shop}",
        "redis: {user: ''}",
        "log: {level: 'OFF', levels: 'io.vertx=WARN, io.floodgate.coupon=DEBUG'}",
        "log: {levels: ''}",
      })
  void findsNothingInWhatTheServerTakes(String yaml) {
    assertThat(faults(yaml)).isEmpty();
  }

  @Test
  void saysOfEachKeyWhatItDoesAndWhenAChangeTakesEffect() throws IOException {
    JsonNode tree = new ObjectMapper().readTree(Json.text(ConfigSchema.schema()));
    for (Key key : Keys.ALL.values()) {
      String pointer = "/properties/" + key.path().replace(".", "/properties/");
      assertThat(tree.at(pointer).path("description").asText())
          .as(key.path())
          .contains(key.doc().value())
          .contains(key.live() ? "while the server runs" : "at the next start");
    }
  }
}
