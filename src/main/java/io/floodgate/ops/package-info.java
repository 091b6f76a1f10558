/**
 * What operators look at: health and the invariants. Its messages say what is asked and answered.
 * Read-only views; touches {@code base} and {@code bus}, its verticle also {@code db}.
 */
package io.floodgate.ops;
