/**
 * The local stack: PostgreSQL, Redis and Kafka as child processes of one launcher, and the server
 * in the launcher's own JVM. Tests borrow the same stores through {@code io.floodgate.stack.Stack}.
 *
 * <p>Nothing here ships: the package lives in {@code src/local} and is compiled with the tests. It
 * knows the server only through {@link io.floodgate.local.Server}.
 */
package io.floodgate.local;
