package io.floodgate.outbox;

/**
 * A kind of event. The data platform reads them for years: within a schema version only additions
 * are allowed (docs/events holds the schemas, and a test compares them).
 *
 * @param name what happened, in the past tense, such as {@code OrderPaid}
 * @param schemaVersion of the data, from 1
 * @param data the record that is written as JSON
 */
public record EventType<D>(Aggregate aggregate, String name, int schemaVersion, Class<D> data) {

  /** The first version of its data. */
  public static <D> EventType<D> of(Aggregate aggregate, String name, Class<D> data) {
    return new EventType<>(aggregate, name, 1, data);
  }
}
