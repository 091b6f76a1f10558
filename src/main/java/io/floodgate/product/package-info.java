/**
 * Products and their stock. {@link io.floodgate.product.Product} has the rules, {@link
 * io.floodgate.product.ProductTable} the SQL, {@link io.floodgate.product.ProductVerticle} the
 * door. One event loop an instance; touches {@code bus}, {@code db}, {@code outbox}, {@code
 * idempotency} and {@code base}.
 */
package io.floodgate.product;
