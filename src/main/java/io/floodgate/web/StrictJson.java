package io.floodgate.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import java.io.IOException;

/**
 * JSON from strangers: UTF-8, no name twice in one object, nothing after the value, bounded depth
 * and lengths. Thread-safe.
 */
final class StrictJson {

  private static final int MAX_DEPTH = 20;
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_NUMBER_LENGTH = 1_000;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // The default would also take UTF-16 and UTF-32, whatever the header says.
                  .disable(JsonFactory.Feature.CHARSET_DETECTION)
                  // Names come from strangers: they must not stay in the JVM's table for ever.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNameLength(MAX_NAME_LENGTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build()
          .reader();

  private StrictJson() {}

  /** The tree, or MALFORMED_JSON. */
  static JsonNode read(byte[] utf8) {
    try {
      JsonNode tree = READER.readTree(utf8);
      if (tree.isMissingNode()) {
        throw Failure.at("", CommonFailure.MALFORMED_JSON);
      }
      return tree;
    } catch (IOException e) {
      throw Failure.at("", CommonFailure.MALFORMED_JSON);
    }
  }
}
