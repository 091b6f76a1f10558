package io.floodgate.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas of an OpenAPI 3.1 document, compiled when first needed. Thread-safe. */
final class Schemas {

  /** JSON Schema 2020-12, and the words that OpenAPI adds to it. */
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012,
          factory ->
              factory.metaSchema(
                  JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                      .keyword(new NonValidationKeyword("components"))
                      .build()));

  private final JsonNode document;
  private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

  Schemas(JsonNode document) {
    this.document = document;
  }

  /** Closes every object schema, so that a field that is not documented is noticed. */
  static JsonNode closed(JsonNode document) {
    document
        .at("/components/schemas")
        .properties()
        .forEach(
            entry -> {
              ObjectNode schema = (ObjectNode) entry.getValue();
              if (schema.has("allOf")) {
                schema.put("unevaluatedProperties", false);
              } else if (schema.has("properties") && !entry.getKey().equals("Envelope")) {
                schema.put("additionalProperties", false);
              }
            });
    return document;
  }

  /** Adds what is wrong with the value, each line beginning with what it is. */
  void validate(JsonNode schema, JsonNode value, String what, List<String> violations) {
    compiled
        .computeIfAbsent(schema.toString(), _ -> compile(schema))
        .validate(value)
        .forEach(message -> violations.add(what + ": " + message.getMessage()));
  }

  /** What a reference within the document refers to; anything else as it is. */
  JsonNode resolve(JsonNode node) {
    JsonNode reference = node.get("$ref");
    return reference == null ? node : document.at(reference.asText().substring(1));
  }

  /** A schema beside the document's own parts, so that its references are found. */
  private JsonSchema compile(JsonNode schema) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("components", document.get("components"));
    root.setAll((ObjectNode) schema);
    SchemaValidatorsConfig strict =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return SCHEMAS.getSchema(root, strict);
  }
}
