package io.floodgate.base;

/**
 * What became of a command that carries an {@link IdempotencyKey}.
 *
 * @param replayed the effect is of an earlier request with the same key, and this is its answer
 */
public record Answered<T>(T answer, boolean replayed) {

  public static <T> Answered<T> now(T answer) {
    return new Answered<>(answer, false);
  }

  public static <T> Answered<T> replayed(T answer) {
    return new Answered<>(answer, true);
  }
}
