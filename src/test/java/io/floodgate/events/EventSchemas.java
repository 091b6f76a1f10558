package io.floodgate.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import io.floodgate.base.Id;
import io.floodgate.base.Money;
import io.floodgate.coupon.CouponEvents;
import io.floodgate.order.OrderEvents;
import io.floodgate.outbox.EventType;
import io.floodgate.point.PointEvents;
import io.floodgate.product.ProductEvents;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** JSON Schemas of the data of all events, as the JSON of their records is. */
final class EventSchemas {

  static final Path FOLDER = Path.of("docs/events/schemas");

  static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  /** Every event that is ever told. */
  static final List<EventType<?>> ALL =
      Stream.of(OrderEvents.ALL, PointEvents.ALL, ProductEvents.ALL, CouponEvents.ALL)
          .flatMap(Collection::stream)
          .toList();

  private static final SchemaGenerator GENERATOR = generator();

  private EventSchemas() {}

  static String fileOf(EventType<?> type, int version) {
    return type.name() + ".v" + version + ".json";
  }

  static Path pathOf(EventType<?> type) {
    return FOLDER.resolve(fileOf(type, type.schemaVersion()));
  }

  /** The schema of what stands in the outbox. */
  static ObjectNode of(EventType<?> type) {
    ObjectNode data = of(type.data());
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "urn:floodgate:events:" + type.name() + ":" + type.schemaVersion());
    schema.put("title", type.name());
    schema.put("type", "object");
    schema.putObject("properties").putObject("schemaVersion").put("const", type.schemaVersion());
    ((ObjectNode) schema.get("properties")).setAll((ObjectNode) data.get("properties"));
    ArrayNode required = schema.putArray("required").add("schemaVersion");
    required.addAll((ArrayNode) data.get("required"));
    return schema;
  }

  /** The schema of the JSON of a record. */
  static ObjectNode of(Class<?> record) {
    ObjectNode schema = GENERATOR.generateSchema(record);
    schema.remove("$schema");
    return schema;
  }

  private static SchemaGenerator generator() {
    SchemaGeneratorConfigBuilder builder =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(Option.INLINE_ALL_SCHEMAS)
            .with(Option.FLATTENED_ENUMS)
            .without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_OPTIONALS);
    builder
        .forFields()
        .withRequiredCheck(field -> !field.getType().isInstanceOf(Optional.class))
        .withTargetTypeOverridesResolver(
            field ->
                field.getType().isInstanceOf(Optional.class)
                    ? List.of(field.getTypeParameterFor(Optional.class, 0))
                    : null);
    builder
        .forTypesInGeneral()
        .withPropertySorter((one, other) -> 0)
        .withCustomDefinitionProvider(ours());
    return new SchemaGenerator(builder.build());
  }

  /** What {@code json.Json} writes in a way of its own. */
  private static CustomDefinitionProviderV2 ours() {
    return (type, context) -> {
      Class<?> erased = type.getErasedType();
      if (Id.class.isAssignableFrom(erased)) {
        return inline(
            context,
            node -> node.put("type", "integer").put("minimum", 1).put("maximum", Id.MAX_VALUE));
      }
      if (erased == Money.class) {
        return inline(context, node -> node.put("type", "integer"));
      }
      if (erased == Instant.class) {
        return inline(context, node -> node.put("type", "string").put("format", "date-time"));
      }
      return null;
    };
  }

  private static CustomDefinition inline(
      SchemaGenerationContext context, java.util.function.Consumer<ObjectNode> filling) {
    ObjectNode node = context.getGeneratorConfig().createObjectNode();
    filling.accept(node);
    return new CustomDefinition(
        node, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.NO);
  }

  /** The names of a record's components, in their order. */
  static List<String> componentsOf(Class<?> record) {
    return Stream.of(record.getRecordComponents()).map(RecordComponent::getName).toList();
  }
}
