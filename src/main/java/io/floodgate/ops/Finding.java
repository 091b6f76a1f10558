package io.floodgate.ops;

import java.util.Optional;

/**
 * What a look has found of one {@link Component}.
 *
 * @param reason as there
 */
public record Finding(String name, boolean up, Optional<String> reason) {

  /** The component without which nothing is done. */
  public static final String POSTGRES = "postgres";

  public static Finding up(String name) {
    return new Finding(name, true, Optional.empty());
  }

  public static Finding down(String name, String reason) {
    return new Finding(name, false, Optional.of(reason));
  }
}
