package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.Text;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The query parameters of a request, read by name like {@link Fields}; a fault's pointer is {@code
 * ?name}. A parameter that nobody asks for, or that comes twice, is a fault.
 */
final class Query {

  private static final int MAX_PARAMETERS = 32;
  private static final int MAX_CURSOR = 512;
  private static final Integers LIMIT = new Integers(1, 100, CommonFailure.OUT_OF_RANGE);
  private static final int DEFAULT_LIMIT = 20;

  private final Map<String, List<String>> unread;
  private final Faults faults = new Faults();

  private Query(Map<String, List<String>> parameters) {
    this.unread = new HashMap<>(parameters);
  }

  /**
   * @param text what stands after the question mark, or null
   */
  static Query of(String text) {
    if (text == null || text.isEmpty()) {
      return new Query(Map.of());
    }
    try {
      return new Query(
          new QueryStringDecoder(text, StandardCharsets.UTF_8, false, MAX_PARAMETERS).parameters());
    } catch (IllegalArgumentException e) {
      throw Failure.at("?", CommonFailure.INVALID_REQUEST); // a percent sign with no hex after it
    }
  }

  OptionalLong integer(String name, Integers allowed) {
    Optional<String> text = take(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong value = Decimal.parse(text.get());
    if (value.isEmpty() || !allowed.allow(value.getAsLong())) {
      faults.add('?' + name, allowed.code(), allowed.detail());
      return OptionalLong.of(allowed.min());
    }
    return value;
  }

  Optional<String> text(String name, Strings allowed) {
    Optional<String> text = take(name);
    if (text.isPresent() && !allowed.allow(text.get())) {
      faults.add('?' + name, allowed.code(), allowed.detail());
    }
    return text;
  }

  /** One of a few words; the fault names them. */
  <T> Optional<T> choice(String name, Map<String, T> choices) {
    Optional<String> word = take(name);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    T choice = choices.get(word.get());
    if (choice == null) {
      String words = String.join(", ", choices.keySet());
      faults.add(
          '?' + name,
          CommonFailure.INVALID_REQUEST,
          new Text("다음 중 하나여야 합니다: " + words, "This has to be one of: " + words));
    }
    return Optional.ofNullable(choice);
  }

  /** One of the names of an enum. */
  <T extends Enum<T>> Optional<T> choice(String name, Class<T> choices) {
    Map<String, T> byName = new LinkedHashMap<>();
    for (T choice : choices.getEnumConstants()) {
      byName.put(choice.name(), choice);
    }
    return choice(name, byName);
  }

  int limit() {
    return (int) integer("limit", LIMIT).orElse(DEFAULT_LIMIT);
  }

  Optional<String> cursor() {
    return text("cursor", new Strings(MAX_CURSOR, CommonFailure.INVALID_CURSOR));
  }

  /** Notes a fault that lies in more than one parameter. */
  void fault(String name, FailureCode code, Text detail) {
    faults.add('?' + name, code, detail);
  }

  /** To be called once all has been read: throws if anything was wrong. */
  void end() {
    for (String name : unread.keySet()) {
      faults.add('?' + name, CommonFailure.UNKNOWN_FIELD);
    }
    faults.throwIfAny();
  }

  private Optional<String> take(String name) {
    List<String> values = unread.remove(name);
    if (values == null) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      faults.add(
          '?' + name,
          CommonFailure.INVALID_REQUEST,
          new Text("한 번만 지정할 수 있습니다.", "This may be given only once."));
    }
    return Optional.of(values.getFirst());
  }
}
