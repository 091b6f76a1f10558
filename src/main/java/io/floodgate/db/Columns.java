package io.floodgate.db;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Rows to columns: the arrays that a set-based statement unnests. Also the arrays for {@code =
 * ANY}. Mind the cast at the call: {@code Tuple.of(a, (Object) array)} for a single array.
 */
public final class Columns {

  private Columns() {}

  public static <R> Long[] longs(Collection<R> rows, ToLongFunction<R> column) {
    Long[] values = new Long[rows.size()];
    int i = 0;
    for (R row : rows) {
      values[i++] = column.applyAsLong(row);
    }
    return values;
  }

  /** Null where the column function gives null. */
  public static <R> Long[] nullableLongs(Collection<R> rows, Function<R, Long> column) {
    Long[] values = new Long[rows.size()];
    int i = 0;
    for (R row : rows) {
      values[i++] = column.apply(row);
    }
    return values;
  }

  public static <R> Integer[] ints(Collection<R> rows, ToIntFunction<R> column) {
    Integer[] values = new Integer[rows.size()];
    int i = 0;
    for (R row : rows) {
      values[i++] = column.applyAsInt(row);
    }
    return values;
  }

  public static <R> Short[] shorts(Collection<R> rows, ToIntFunction<R> column) {
    Short[] values = new Short[rows.size()];
    int i = 0;
    for (R row : rows) {
      values[i++] = (short) column.applyAsInt(row);
    }
    return values;
  }

  /** Null where the column function gives null. */
  public static <R> String[] texts(Collection<R> rows, Function<R, String> column) {
    String[] values = new String[rows.size()];
    int i = 0;
    for (R row : rows) {
      values[i++] = column.apply(row);
    }
    return values;
  }

  /** Null where the column function gives null. */
  public static <R> OffsetDateTime[] times(Collection<R> rows, Function<R, Instant> column) {
    OffsetDateTime[] values = new OffsetDateTime[rows.size()];
    int i = 0;
    for (R row : rows) {
      Instant time = column.apply(row);
      values[i++] = time == null ? null : time(time);
    }
    return values;
  }

  /** An instant as the client sends it for a {@code timestamptz}. */
  public static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
