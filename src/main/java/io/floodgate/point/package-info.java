/**
 * Points: the account of each user and its append-only ledger. {@link io.floodgate.point.Account}
 * has the rules, {@link io.floodgate.point.PointTable} the SQL, {@link
 * io.floodgate.point.PointVerticle} the door. One event loop an instance; touches {@code bus},
 * {@code db}, {@code outbox}, {@code idempotency}, {@code user} and {@code base}.
 */
package io.floodgate.point;
