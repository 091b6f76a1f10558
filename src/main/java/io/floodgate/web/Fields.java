package io.floodgate.web;

import static java.time.temporal.ChronoUnit.MICROS;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One JSON object of a request, read field by field. Every fault is gathered with its JSON pointer
 * (RFC 6901); a field at fault reads as a placeholder (0, empty), which is never used because
 * {@link #end} throws. An explicit null on an optional field counts as absent.
 */
final class Fields {

  /** What a moment at fault reads as. */
  static final Instant NO_INSTANT = Instant.MIN;

  /** What an integer at fault reads as. */
  private static final long AT_FAULT = 0;

  /** Java takes more than the RFC: no seconds, or a year of five digits. */
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

  private static final Text NO_TIME =
      new Text("RFC 3339 형식의 시각이어야 합니다.", "This has to be a time as RFC 3339 writes it.");
  private static final Text TWICE = new Text("중복된 값입니다.", "This is there twice.");
  private static final Text NOTHING_TO_CHANGE =
      new Text("변경할 항목이 없습니다.", "There is nothing to change.");

  private final JsonNode object;
  private final String pointer;
  private final Faults faults;
  private final List<String> asked = new ArrayList<>(5);
  private int present;

  private Fields(JsonNode object, String pointer, Faults faults) {
    this.object = object;
    this.pointer = pointer;
    this.faults = faults;
  }

  /** A whole body; MALFORMED_JSON or WRONG_TYPE if it is no JSON object. */
  static Fields of(byte[] body) {
    JsonNode tree = StrictJson.read(body);
    Faults faults = new Faults();
    if (!tree.isObject()) {
      faults.add("", CommonFailure.WRONG_TYPE);
      faults.throwIfAny();
    }
    return new Fields(tree, "", faults);
  }

  /** A body that may be left out: then it reads as an object with no field. */
  static Fields ofOptional(byte[] body) {
    return body.length == 0 ? of(new byte[] {'{', '}'}) : of(body);
  }

  long integer(String name, Integers allowed) {
    JsonNode value = take(name);
    if (value == null) {
      missing(name, allowed.code());
      return AT_FAULT;
    }
    return integer(name, value, allowed);
  }

  OptionalLong optionalInteger(String name, Integers allowed) {
    JsonNode value = take(name);
    return isAbsent(value) ? OptionalLong.empty() : OptionalLong.of(integer(name, value, allowed));
  }

  String text(String name, Strings allowed) {
    JsonNode value = take(name);
    if (value == null) {
      missing(name, allowed.code());
      return "";
    }
    return text(name, value, allowed);
  }

  Optional<String> optionalText(String name, Strings allowed) {
    JsonNode value = take(name);
    return isAbsent(value) ? Optional.empty() : Optional.of(text(name, value, allowed));
  }

  Optional<Boolean> optionalFlag(String name) {
    JsonNode value = take(name);
    if (isAbsent(value)) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      wrongType(name, CommonFailure.WRONG_TYPE);
    }
    return Optional.of(value.asBoolean());
  }

  /**
   * The objects of an array, or nothing where the array is absent or at fault.
   *
   * @param empty the failure that an array with no item has
   * @param tooMany the failure past {@code max} items: they are not looked at then
   */
  Optional<List<Fields>> optionalObjects(
      String name, int max, FailureCode empty, FailureCode tooMany) {
    JsonNode value = take(name);
    if (isAbsent(value)) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      wrongType(name, CommonFailure.WRONG_TYPE);
    } else if (value.isEmpty()) {
      fault(name, empty);
    } else if (value.size() > max) {
      fault(name, tooMany);
    } else {
      return Optional.of(objects(name, value));
    }
    return Optional.of(List.of());
  }

  /** One of a few words. */
  <T extends Enum<T>> Optional<T> choice(String name, Class<T> choices, FailureCode code) {
    JsonNode value = take(name);
    if (value == null) {
      missing(name, code);
    } else if (!value.isTextual()) {
      wrongType(name, code);
    } else {
      for (T choice : choices.getEnumConstants()) {
        if (choice.name().equals(value.textValue())) {
          return Optional.of(choice);
        }
      }
      fault(name, code);
    }
    return Optional.empty();
  }

  /** A moment, to the microsecond; {@link #NO_INSTANT} where it is at fault. */
  Instant time(String name) {
    JsonNode value = take(name);
    if (value == null) {
      missing(name, CommonFailure.INVALID_REQUEST);
      return NO_INSTANT;
    }
    return time(name, value);
  }

  Optional<Instant> optionalTime(String name) {
    JsonNode value = take(name);
    return isAbsent(value) ? Optional.empty() : Optional.of(time(name, value));
  }

  /** An object within this one; nothing where it is at fault. */
  Optional<Fields> object(String name, FailureCode code) {
    JsonNode value = take(name);
    if (value == null) {
      missing(name, code);
    } else if (!value.isObject()) {
      wrongType(name, code);
    } else {
      return Optional.of(new Fields(value, pointerTo(name), faults));
    }
    return Optional.empty();
  }

  /**
   * The ids of an array, each once; none where it is absent.
   *
   * @param max how many there may be: they are not looked at past that
   */
  List<Long> optionalIds(String name, int max, Integers allowed) {
    JsonNode array = take(name);
    if (isAbsent(array)) {
      return List.of();
    }
    if (!array.isArray()) {
      wrongType(name, allowed.code());
      return List.of();
    }
    if (array.size() > max) {
      fault(name, CommonFailure.OUT_OF_RANGE, atMost(max));
      return List.of();
    }
    Fields items = new Fields(array, pointerTo(name), faults);
    Set<Long> ids = LinkedHashSet.newLinkedHashSet(array.size());
    for (int i = 0; i < array.size(); i++) {
      long id = items.integer(Integer.toString(i), array.get(i), allowed);
      if (id != AT_FAULT && !ids.add(id)) {
        items.fault(Integer.toString(i), allowed.code(), TWICE);
      }
    }
    return List.copyOf(ids);
  }

  /** Notes that a change changes nothing. */
  void nothingToChange() {
    faults.add(pointer, CommonFailure.INVALID_REQUEST, NOTHING_TO_CHANGE);
  }

  /** Where this object is in the body, as a JSON pointer. */
  String pointer() {
    return pointer;
  }

  /** Notes a fault that lies in more than one value. */
  void fault(String name, FailureCode code) {
    faults.add(pointerTo(name), code);
  }

  void fault(String name, FailureCode code, Text detail) {
    faults.add(pointerTo(name), code, detail);
  }

  /** Notes the fields that nobody asked for. */
  void noOthers() {
    if (present == object.size()) {
      return;
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!asked.contains(name)) {
        faults.add(pointerTo(name), CommonFailure.UNKNOWN_FIELD);
      }
    }
  }

  /** To be called once all has been read: throws if anything was wrong anywhere in the body. */
  void end() {
    noOthers();
    faults.throwIfAny();
  }

  private JsonNode take(String name) {
    asked.add(name);
    JsonNode value = object.get(name);
    if (value != null) {
      present++;
    }
    return value;
  }

  private static Text atMost(int max) {
    return new Text(max + "개 이하여야 합니다.", "There may be at most " + max + " of them.");
  }

  private static boolean isAbsent(JsonNode value) {
    return value == null || value.isNull();
  }

  private long integer(String name, JsonNode value, Integers allowed) {
    if (!value.isIntegralNumber()) {
      wrongType(name, allowed.code());
    } else if (!value.canConvertToLong() || !allowed.allow(value.longValue())) {
      faults.add(pointerTo(name), allowed.code(), allowed.detail());
    } else {
      return value.longValue();
    }
    return AT_FAULT;
  }

  /** PostgreSQL keeps microseconds: two times that it cannot tell apart are one here too. */
  private Instant time(String name, JsonNode value) {
    if (!value.isTextual()) {
      wrongType(name, CommonFailure.INVALID_REQUEST);
    } else {
      try {
        if (RFC_3339.matcher(value.textValue()).matches()) {
          return OffsetDateTime.parse(value.textValue()).toInstant().truncatedTo(MICROS);
        }
        fault(name, CommonFailure.INVALID_REQUEST, NO_TIME);
      } catch (DateTimeException e) {
        fault(name, CommonFailure.INVALID_REQUEST, NO_TIME);
      }
    }
    return NO_INSTANT;
  }

  private String text(String name, JsonNode value, Strings allowed) {
    if (!value.isTextual()) {
      wrongType(name, allowed.code());
    } else if (!allowed.allow(value.textValue())) {
      faults.add(pointerTo(name), allowed.code(), allowed.detail());
    } else {
      return value.textValue();
    }
    return "";
  }

  private List<Fields> objects(String name, JsonNode array) {
    List<Fields> objects = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      String at = pointerTo(name) + '/' + i;
      if (array.get(i).isObject()) {
        objects.add(new Fields(array.get(i), at, faults));
      } else {
        faults.add(at, CommonFailure.WRONG_TYPE);
      }
    }
    return objects;
  }

  private void missing(String name, FailureCode code) {
    faults.add(pointerTo(name), code, CommonFailure.MISSING_FIELD.detail());
  }

  private void wrongType(String name, FailureCode code) {
    faults.add(pointerTo(name), code, CommonFailure.WRONG_TYPE.detail());
  }

  private String pointerTo(String name) {
    return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
  }
}
