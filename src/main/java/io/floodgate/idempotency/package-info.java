/**
 * One effect a key: what a client's {@code Idempotency-Key} stood for, kept in the transaction of
 * the effect. Touches {@code db}, {@code json} and {@code base}.
 */
package io.floodgate.idempotency;
