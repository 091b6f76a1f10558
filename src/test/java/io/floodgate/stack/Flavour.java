package io.floodgate.stack;

import io.floodgate.local.Endpoints;

/** Where the stores come from. */
sealed interface Flavour extends AutoCloseable permits Embedded, Containers, External {

  /** Where the stores are, or will be once they are started. */
  Endpoints endpoints();

  /** Returns when the store takes work; does nothing if it does already. */
  void start(Need need);

  /** Stops what was started. */
  @Override
  void close();
}
