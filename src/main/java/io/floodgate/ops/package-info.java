/**
 * What operators look at: health, the invariants and the configuration in effect, which is also
 * kept up to date here. Its messages say what is asked and answered; {@link
 * io.floodgate.ops.Health} answers from memory, so it is no message. Read-only views; touches
 * {@code base}, {@code bus} and {@code config}, its verticles also the stores and the log.
 */
package io.floodgate.ops;
