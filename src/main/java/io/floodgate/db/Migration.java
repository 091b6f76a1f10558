package io.floodgate.db;

/**
 * A step of the schema.
 *
 * @param version such as {@code 4}
 * @param description the rest of its file's name
 */
public record Migration(String version, String description, State state) {

  /** How a database stands with it. */
  public enum State {
    APPLIED,
    /** This version has it, the database has not. */
    PENDING,
    /** The database has it from a newer version than this one. */
    NEWER
  }
}
