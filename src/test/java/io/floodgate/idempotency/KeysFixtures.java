package io.floodgate.idempotency;

/** Keys as a transaction holds them, for the rules of other rooms. */
public final class KeysFixtures {

  private KeysFixtures() {}

  /** No key was there before. */
  public static Keys none() {
    return new Keys();
  }

  /** How many keys the transaction adds so far. */
  public static int added(Keys keys) {
    return keys.added().size();
  }
}
