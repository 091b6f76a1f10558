package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.OrderId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.EventType;
import java.time.Instant;
import java.util.List;

/** What the data platform hears of coupons: those on offer, and each one that a user holds. */
public final class CouponEvents {

  public static final EventType<CouponView> CREATED =
      EventType.of(Aggregate.COUPON, "CouponCreated", CouponView.class);

  /** Its terms, its quantity, or how many of them were taken back. */
  public static final EventType<CouponView> CHANGED =
      EventType.of(Aggregate.COUPON, "CouponChanged", CouponView.class);

  public static final EventType<CouponIssued> ISSUED =
      EventType.of(Aggregate.USER_COUPON, "CouponIssued", CouponIssued.class);
  public static final EventType<CouponUsed> USED =
      EventType.of(Aggregate.USER_COUPON, "CouponUsed", CouponUsed.class);
  public static final EventType<CouponReturned> RETURNED =
      EventType.of(Aggregate.USER_COUPON, "CouponReturned", CouponReturned.class);
  public static final EventType<CouponRevoked> REVOKED =
      EventType.of(Aggregate.USER_COUPON, "CouponRevoked", CouponRevoked.class);

  public static final List<EventType<?>> ALL =
      List.of(CREATED, CHANGED, ISSUED, USED, RETURNED, REVOKED);

  private CouponEvents() {}

  /** What the data platform hears of an issue. */
  public record CouponIssued(
      UserCouponId userCouponId,
      CouponId couponId,
      UserId userId,
      long sequence,
      Instant issuedAt) {}

  /** What the data platform hears when an order uses a coupon. */
  public record CouponUsed(
      UserCouponId userCouponId,
      CouponId couponId,
      UserId userId,
      OrderId orderId,
      Instant usedAt) {}

  /** What the data platform hears when an order gives its coupon back. */
  public record CouponReturned(
      UserCouponId userCouponId,
      CouponId couponId,
      UserId userId,
      OrderId orderId,
      Instant returnedAt) {}

  /** What the data platform hears of a coupon that was taken back from its user. */
  public record CouponRevoked(
      UserCouponId userCouponId,
      CouponId couponId,
      UserId userId,
      long sequence,
      Instant revokedAt) {}
}
