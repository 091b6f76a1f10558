/**
 * How records become JSON and come back: one mapper for answers, outbox payloads and stored
 * answers. Thread-safe; touches Jackson and {@code base}.
 */
package io.floodgate.json;
