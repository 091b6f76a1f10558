package io.floodgate.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.asyncapi.v3._0_0.model.AsyncAPI;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.floodgate.kafka.DeadLetter;
import io.floodgate.kafka.Message;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.EventType;
import io.floodgate.outbox.Place;
import io.floodgate.outbox.ToldEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/events/asyncapi.yaml} and the README beside it, held against the code. */
class AsyncApiTest {

  private static final Path FOLDER = Path.of("docs/events");
  private static final Path FILE = FOLDER.resolve("asyncapi.yaml");
  private static final YAMLMapper YAML = new YAMLMapper();

  private final JsonNode document = read();

  private static JsonNode read() {
    try {
      return YAML.readTree(FILE.toFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<EventType<?>> types() {
    return EventSchemas.ALL.stream();
  }

  @Test
  void isAnAsyncApiDocument() throws IOException {
    AsyncAPI api = YAML.readValue(FILE.toFile(), AsyncAPI.class);
    assertThat(api.getAsyncapi()).isEqualTo("3.0.0");
    assertThat(api.getChannels()).hasSize(12);
    assertThat(api.getOperations()).hasSize(13);
  }

  @Test
  void everyReferenceLeadsToSomething() {
    List<String> references = document.findValuesAsText("$ref").stream().distinct().toList();
    assertThat(references).hasSizeGreaterThan(40);
    assertThat(references)
        .allSatisfy(
            reference -> {
              if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
              } else {
                assertThat(FOLDER.resolve(reference)).isRegularFile();
              }
            });
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyEventStandsInItsTopicWithItsKeyAndItsSchema(EventType<?> type) {
    JsonNode message = document.at("/components/messages/" + type.name());
    assertThat(message.path("name").asText()).isEqualTo(type.name());
    assertThat(message.at("/payload/schema/$ref").asText())
        .isEqualTo("./schemas/" + EventSchemas.fileOf(type, type.schemaVersion()));
    String key =
        switch (type.aggregate()) {
          case ORDER -> "OrderId";
          case PAYMENT -> "PaymentId";
          case POINT -> "UserId";
          case PRODUCT -> "ProductId";
          case COUPON -> "CouponId";
          case USER_COUPON -> "UserCouponId";
        };
    assertThat(message.at("/bindings/kafka/key/$ref").asText()).endsWith("/" + key);
    assertThat(channel(type.aggregate().topic()).path("messages").has(type.name())).isTrue();
  }

  private JsonNode channel(String address) {
    return document.path("channels").properties().stream()
        .map(java.util.Map.Entry::getValue)
        .filter(channel -> channel.path("address").asText().equals(address))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nothingElseStandsThere() {
    Set<String> messages =
        types().map(EventType::name).collect(Collectors.toCollection(TreeSet::new));
    messages.addAll(List.of("CouponRequested", "DeadLetter"));
    assertThat(names(document.at("/components/messages"))).isEqualTo(messages);

    for (Aggregate aggregate : Aggregate.values()) {
      assertThat(names(channel(aggregate.topic()).path("messages")))
          .isEqualTo(
              types()
                  .filter(type -> type.aggregate().topic().equals(aggregate.topic()))
                  .map(EventType::name)
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
    Set<String> topics = new TreeSet<>(Set.of("coupon.issue"));
    Stream.of(Aggregate.values()).map(Aggregate::topic).forEach(topics::add);
    List.copyOf(topics).forEach(topic -> topics.add(DeadLetter.topicOf(topic)));
    assertThat(document.path("channels").findValuesAsText("address"))
        .containsExactlyInAnyOrderElementsOf(topics);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void theHeadersAreThoseThatAreSent() {
    Message message =
        new ToldEvent(
                Aggregate.USER_COUPON,
                8211,
                3,
                "CouponUsed",
                Instant.parse("2026-11-20T03:04:05.678901Z"),
                "",
                new Place(3, 77, 2, 4711, true),
                new byte[0])
            .message();
    var headers = EventSchemas.JSON.createObjectNode();
    message.headers().forEach(header -> headers.put(header.name(), header.text()));
    JsonNode schema = document.at("/components/schemas/EventHeaders");
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(headers))
        .isEmpty();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    assertThat(required).containsExactlyInAnyOrderElementsOf(names(headers));
  }

  @ParameterizedTest
  @MethodSource("types")
  void theReadmeHasALineForEveryEvent(EventType<?> type) throws IOException {
    String key =
        document.at("/components/messages/" + type.name() + "/bindings/kafka/key/$ref").asText();
    String name = key.substring(key.lastIndexOf('/') + 1);
    assertThat(Files.readAllLines(FOLDER.resolve("README.md")))
        .filteredOn(line -> line.startsWith("| [" + type.name() + "]"))
        .singleElement()
        .asString()
        .startsWith(
            "| [%s](schemas/%s) | `%s` | %s |"
                .formatted(
                    type.name(),
                    EventSchemas.fileOf(type, type.schemaVersion()),
                    type.aggregate().topic(),
                    name.substring(0, 1).toLowerCase() + name.substring(1)));
  }
}
