package io.floodgate.server;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How many of a product a request is about. */
public record Line(long product, int quantity) {

  public static Line of(long product) {
    return new Line(product, 1);
  }

  static String json(Line... lines) {
    return Arrays.stream(lines)
        .map(
            line -> "{\"productId\":%d,\"quantity\":%d}".formatted(line.product(), line.quantity()))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
