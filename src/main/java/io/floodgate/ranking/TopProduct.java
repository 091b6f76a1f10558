package io.floodgate.ranking;

import io.floodgate.base.Money;
import io.floodgate.base.ProductId;

/**
 * A place in the ranking.
 *
 * @param rank from 1
 * @param sold units paid less units refunded, above 0
 */
public record TopProduct(int rank, ProductId productId, String name, Money price, long sold) {}
