package io.floodgate.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.floodgate.base.CouponId;
import io.floodgate.base.Id;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

/**
 * Records to JSON and back. An id or an amount is a bare integer, a time is RFC 3339 in UTC, what
 * is absent is left out.
 */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(ourValues())
          // A record's JSON is its components, not the questions that it answers.
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .build();

  private static final ObjectReader TOLERANT =
      MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private Json() {}

  /**
   * UTF-8 bytes. A record that cannot be written is a fault of ours: {@link IllegalStateException}.
   */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getName() + " as JSON", e);
    }
  }

  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getName() + " as JSON", e);
    }
  }

  /** The same for people: indented, a line each. */
  public static String pretty(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getName() + " as JSON", e);
    }
  }

  /** Reads what {@link #text} wrote; anything else is an {@link UncheckedIOException}. */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + type.getName() + " from JSON", e);
    }
  }

  /** Reads what {@link #bytes} wrote; anything else is an {@link UncheckedIOException}. */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + type.getName() + " from JSON", e);
    }
  }

  /**
   * Reads what of it the type has, and passes over the rest: for events, which may have more in
   * newer versions. What is no JSON of the type's shape is an {@link UncheckedIOException}.
   */
  public static <T> T readTolerantly(byte[] json, Class<T> type) {
    try {
      return TOLERANT.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + type.getName() + " from JSON", e);
    }
  }

  /**
   * JSON that is written into other JSON as it is.
   *
   * @param text one object
   */
  public record Raw(@JsonValue @JsonRawValue String text) {}

  /** UTF-8 bytes that are one JSON object; anything else is an {@link UncheckedIOException}. */
  public static Raw raw(byte[] json) {
    try (JsonParser in = MAPPER.createParser(json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      in.skipChildren();
      if (in.currentToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
        throw new IOException("more than an object, or less");
      }
      return new Raw(new String(json, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("not a JSON object", e);
    }
  }

  private static SimpleModule ourValues() {
    SimpleModule module = new SimpleModule("floodgate");
    module.addSerializer(
        Id.class,
        new StdSerializer<Id>(Id.class) {
          @Override
          public void serialize(Id id, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeNumber(id.value());
          }
        });
    module.addSerializer(
        Money.class,
        new StdSerializer<Money>(Money.class) {
          @Override
          public void serialize(Money money, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeNumber(money.won());
          }
        });
    number(module, Money.class, Money::won);
    number(module, UserId.class, UserId::new);
    number(module, ProductId.class, ProductId::new);
    number(module, OrderId.class, OrderId::new);
    number(module, PaymentId.class, PaymentId::new);
    number(module, CouponId.class, CouponId::new);
    number(module, UserCouponId.class, UserCouponId::new);
    return module;
  }

  private static <T> void number(SimpleModule module, Class<T> type, LongFunction<T> make) {
    module.addDeserializer(
        type,
        new StdDeserializer<T>(type) {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return make.apply(in.getLongValue());
          }
        });
  }
}
