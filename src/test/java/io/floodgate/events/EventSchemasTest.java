package io.floodgate.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.floodgate.coupon.CouponView;
import io.floodgate.order.OrderEvents;
import io.floodgate.outbox.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The schemas in {@code docs/events/schemas} are those of the records, and within a version only
 * ever grew.
 */
class EventSchemasTest {

  private static final boolean WRITE = System.getProperty("docs.write") != null;

  private static Stream<EventType<?>> types() {
    return EventSchemas.ALL.stream();
  }

  private static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }

  @ParameterizedTest
  @MethodSource("types")
  void theSchemaIsThatOfTheRecordAndOnlyGrewWithinItsVersion(EventType<?> type) throws IOException {
    Path file = EventSchemas.pathOf(type);
    ObjectNode schema = EventSchemas.of(type);
    if (Files.exists(file)) {
      assertThat(Additions.breaksOf(EventSchemas.JSON.readTree(file.toFile()), schema))
          .as(
              "readers of %s version %d would break: raise the schemaVersion of its EventType",
              type.name(), type.schemaVersion())
          .isEmpty();
    }
    String expected = schema.toPrettyString() + "\n";
    if (WRITE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file)
        .as("rewrite it: mvn -q test -Dtest=EventSchemasTest -Ddocs.write")
        .hasContent(expected);
  }

  /** What was told stays in topics and archives, so the schemas of older versions stay too. */
  @Test
  void everyVersionOfEveryEventHasItsSchemaAndNothingElseIsThere() throws IOException {
    assumeFalse(WRITE, "some may be about to be written");
    List<String> expected =
        types()
            .flatMap(
                type ->
                    IntStream.rangeClosed(1, type.schemaVersion())
                        .mapToObj(version -> EventSchemas.fileOf(type, version)))
            .toList();
    try (Stream<Path> files = Files.list(EventSchemas.FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void noTwoEventsShareAName() {
    assertThat(types().map(EventType::name)).doesNotHaveDuplicates();
  }

  @Test
  void readsRecordsAsTheirJsonIs() {
    ObjectNode order = (ObjectNode) EventSchemas.of(OrderEvents.CANCELLED).at("/properties/order");
    assertThat(names(order.get("required")))
        .contains("orderId", "status", "items", "createdAt")
        .doesNotContain("expiresAt", "paymentId", "userCouponId");
    assertThat(order.at("/properties/orderId").toString())
        .isEqualTo("{\"type\":\"integer\",\"minimum\":1,\"maximum\":9007199254740991}");
    assertThat(order.at("/properties/paymentId"))
        .as("what may be absent is otherwise the same")
        .isEqualTo(order.at("/properties/orderId"));
    assertThat(order.at("/properties/total").toString()).isEqualTo("{\"type\":\"integer\"}");
    assertThat(order.at("/properties/expiresAt").toString())
        .isEqualTo("{\"type\":\"string\",\"format\":\"date-time\"}");
    assertThat(names(order.at("/properties/status/enum"))).contains("PAID", "EXPIRED");
    assertThat(order.at("/properties/items/items/properties/name/type").asText())
        .isEqualTo("string");
    JsonNode coupon = EventSchemas.of(CouponView.class);
    assertThat(coupon.at("/properties/productIds/items/type").asText()).isEqualTo("integer");
    assertThat(names(coupon.at("/properties/discount/required"))).containsExactly("type", "value");
    assertThat(coupon.get("properties").properties().stream().map(java.util.Map.Entry::getKey))
        .containsExactlyElementsOf(EventSchemas.componentsOf(CouponView.class));
  }
}
