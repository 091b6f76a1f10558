package io.floodgate.product;

/** The orders in which products are listed; the parameter of the contract is {@code sort}. */
public enum ProductSort {
  NEWEST("-createdAt"),
  OLDEST("createdAt"),
  CHEAPEST("price"),
  DEAREST("-price"),
  NAME("name"),
  NAME_BACKWARDS("-name");

  private final String parameter;

  ProductSort(String parameter) {
    this.parameter = parameter;
  }

  /** As it stands in a URL: the field, with a minus for descending. */
  public String parameter() {
    return parameter;
  }
}
