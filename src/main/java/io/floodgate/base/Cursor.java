package io.floodgate.base;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Where a list goes on: the sort key of the last element that was shown, in a form that clients
 * hand back without reading it.
 */
public final class Cursor {

  private static final String SEPARATOR = "\u001f";

  private Cursor() {}

  /** Joins the parts of a sort key; a part holds no unit separator (U+001F). */
  public static String of(Object... parts) {
    StringBuilder joined = new StringBuilder();
    for (Object part : parts) {
      joined.append(part).append(SEPARATOR);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(joined.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The parts again; INVALID_CURSOR for what {@link #of} did not make with as many parts. */
  public static List<String> parts(String cursor, int count) {
    List<String> parts = List.of(decoded(cursor).split(SEPARATOR, -1));
    if (parts.size() != count + 1 || !parts.getLast().isEmpty()) {
      throw Failure.at("?cursor", CommonFailure.INVALID_CURSOR);
    }
    return parts.subList(0, count);
  }

  /** What is not UTF-8, or holds the NUL that PostgreSQL refuses in any text, is not ours. */
  private static String decoded(String cursor) {
    try {
      String joined =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor)))
              .toString();
      if (joined.indexOf('\0') < 0) {
        return joined;
      }
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw Failure.at("?cursor", CommonFailure.INVALID_CURSOR);
    }
    throw Failure.at("?cursor", CommonFailure.INVALID_CURSOR);
  }

  /** A cursor of one number; {@code otherwise} when there is none. */
  public static long number(Optional<String> cursor, long otherwise) {
    return cursor.isEmpty() ? otherwise : number(parts(cursor.get(), 1).getFirst());
  }

  /** A part that has to be a number. */
  public static long number(String part) {
    try {
      return Long.parseLong(part);
    } catch (NumberFormatException e) {
      throw Failure.at("?cursor", CommonFailure.INVALID_CURSOR);
    }
  }
}
