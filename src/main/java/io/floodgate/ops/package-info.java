/**
 * What operators look at: health, the invariants and the configuration in effect, which is also
 * kept up to date here. Its messages say what is asked and answered. Read-only views; touches
 * {@code base}, {@code bus} and {@code config}, its verticles also {@code db} and the log.
 */
package io.floodgate.ops;
