package io.floodgate.product;

import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import java.time.Instant;

/** A product as clients see it, with the stock at the moment of reading. */
public record ProductView(
    ProductId productId,
    String name,
    Money price,
    long stock,
    ProductStatus status,
    Instant createdAt) {}
