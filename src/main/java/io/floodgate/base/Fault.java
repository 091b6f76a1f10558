package io.floodgate.base;

/**
 * One thing wrong with a request.
 *
 * @param pointer where, as a JSON pointer (RFC 6901) into the body, or {@code ?name} for a query
 *     parameter, or the name of a header
 * @param code what, as a stable name
 * @param detail what, for a person
 */
public record Fault(String pointer, FailureCode code, Text detail) {

  public Fault(String pointer, FailureCode code) {
    this(pointer, code, code.detail());
  }
}
