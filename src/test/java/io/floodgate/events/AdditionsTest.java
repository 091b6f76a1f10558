package io.floodgate.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdditionsTest {

  private static final String BEFORE =
      """
      {"$id": "urn:it:1", "title": "It", "type": "object",
       "properties": {
         "schemaVersion": {"const": 1},
         "id": {"type": "integer", "minimum": 1},
         "state": {"type": "string", "enum": ["NEW", "OLD"]},
         "note": {"type": "string"},
         "items": {"type": "array", "items": {"type": "object",
           "properties": {"name": {"type": "string"}, "at": {"type": "string", "format": "date-time"}},
           "required": ["name"]}}},
       "required": ["schemaVersion", "id", "state", "items"]}
      """;

  private static List<String> breaks(String was, String is) throws JsonProcessingException {
    assertThat(BEFORE).contains(was);
    return Additions.breaksOf(read(BEFORE), read(BEFORE.replace(was, is)));
  }

  private static JsonNode read(String json) throws JsonProcessingException {
    return EventSchemas.JSON.readTree(json);
  }

  @Test
  void theSameIsWell() throws JsonProcessingException {
    assertThat(Additions.breaksOf(read(BEFORE), read(BEFORE))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"note\":|\"added\": {\"type\": \"integer\"}, \"note\":",
        "\"name\":|\"added\": {\"type\": \"object\"}, \"name\":",
        "\"OLD\"]|\"OLD\", \"AGED\"]",
        "\"id\", \"state\"|\"id\", \"note\", \"state\"",
        "\"required\": [\"name\"]|\"required\": [\"at\", \"name\"]",
        "\"title\": \"It\"|\"title\": \"That\""
      })
  void anAdditionIsWell(String was, String is) throws JsonProcessingException {
    assertThat(breaks(was, is)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"note\": {\"type\": \"string\"},||/note is gone",
        "\"note\":|\"remark\":|/note is gone",
        "\"name\":|\"title\":|/items[]/name is gone",
        "{\"type\": \"integer\", \"minimum\": 1}|{\"type\": \"string\"}|/id: type was \"integer\"",
        "\"minimum\": 1|\"minimum\": 0|/id: minimum was 1 and is 0",
        ", \"format\": \"date-time\"||/items[]/at: format was \"date-time\" and is not said",
        "\"id\", \"state\"|\"id\"|/state may be absent",
        "\"required\": [\"name\"]|\"required\": []|/items[]/name may be absent",
        "[\"NEW\", \"OLD\"]|[\"NEW\"]|/state is never OLD",
        "\"const\": 1|\"const\": 2|/schemaVersion: const was 1 and is 2",
        "\"type\": \"array\"|\"type\": \"object\"|/items: type was"
      })
  void whatIsNoAdditionBreaksReaders(String was, String is, String said)
      throws JsonProcessingException {
    assertThat(breaks(was, is == null ? "" : is))
        .anySatisfy(problem -> assertThat(problem).startsWith(said));
  }
}
