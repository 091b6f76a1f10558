package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.Id;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import io.floodgate.coupon.CouponAsk.CreateCoupon;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.coupon.CouponView.DiscountType;
import io.floodgate.coupon.CouponView.DiscountView;
import io.floodgate.product.ProductFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A new coupon as an administrator describes it. */
record CouponBody(
    String name,
    DiscountView discount,
    Money minOrderAmount,
    List<ProductId> productIds,
    long totalQuantity,
    Instant issueFrom,
    Instant issueUntil,
    Instant validFrom,
    Instant validUntil) {

  static final Strings NAME = new Strings(200, CommonFailure.INVALID_REQUEST);
  static final Integers TOTAL = new Integers(1, 10_000_000, ProductFailure.INVALID_QUANTITY);

  private static final int MAX_PRODUCTS = 100;
  private static final FailureCode DISCOUNT = CouponFailure.INVALID_DISCOUNT;
  private static final Integers WON = new Integers(1, 1_000_000_000, DISCOUNT);
  private static final Integers PERCENT = new Integers(1, 100, DISCOUNT);
  private static final Integers MINIMUM = new Integers(0, Id.MAX_VALUE, CommonFailure.OUT_OF_RANGE);
  private static final Integers PRODUCT_ID = Integers.id(ProductFailure.INVALID_PRODUCT_ID);
  private static final DiscountView AT_FAULT =
      new DiscountView(DiscountType.FIXED, 0, Optional.empty());

  /** Throws one failure of all that is wrong with it. */
  static CouponBody read(Fields fields) {
    CouponBody body =
        new CouponBody(
            fields.text("name", NAME),
            fields.object("discount", DISCOUNT).map(CouponBody::discount).orElse(AT_FAULT),
            Money.won(fields.optionalInteger("minOrderAmount", MINIMUM).orElse(0)),
            fields.optionalIds("productIds", MAX_PRODUCTS, PRODUCT_ID).stream()
                .map(ProductId::new)
                .toList(),
            fields.integer("totalQuantity", TOTAL),
            fields.time("issueFrom"),
            fields.time("issueUntil"),
            fields.time("validFrom"),
            fields.time("validUntil"));
    body.checkPeriods(fields);
    fields.end();
    return body;
  }

  CreateCoupon toCommand(Optional<IdempotencyKey> key) {
    return new CreateCoupon(
        name,
        discount,
        minOrderAmount,
        productIds,
        totalQuantity,
        issueFrom,
        issueUntil,
        validFrom,
        validUntil,
        key);
  }

  private static DiscountView discount(Fields fields) {
    Optional<DiscountType> type = fields.choice("type", DiscountType.class, DISCOUNT);
    boolean percent = type.equals(Optional.of(DiscountType.PERCENT));
    long value = fields.integer("value", percent ? PERCENT : WON);
    OptionalLong max = fields.optionalInteger("maxDiscount", WON);
    if (type.equals(Optional.of(DiscountType.FIXED)) && max.isPresent()) {
      fields.fault("maxDiscount", DISCOUNT);
    }
    fields.noOthers();
    return new DiscountView(
        type.orElse(DiscountType.FIXED),
        value,
        max.isPresent() ? Optional.of(Money.won(max.getAsLong())) : Optional.empty());
  }

  private void checkPeriods(Fields fields) {
    mustFollow(fields, issueFrom, issueUntil, "issueUntil");
    mustFollow(fields, validFrom, validUntil, "validUntil");
    if (validFrom.isBefore(validUntil)) {
      mustFollow(fields, issueFrom, validUntil, "validUntil");
    }
  }

  /** A time at fault is told of once, as what it is. */
  private static void mustFollow(Fields fields, Instant from, Instant until, String name) {
    boolean known = from != Fields.NO_INSTANT && until != Fields.NO_INSTANT;
    if (known && !from.isBefore(until)) {
      fields.fault(name, CouponFailure.INVALID_PERIOD);
    }
  }
}
