package io.floodgate.coupon;

import io.floodgate.base.OrderId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.outbox.EventType;
import io.floodgate.outbox.Moment;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The users' coupons that one transaction has locked, as they stand after the commands decided so
 * far. Stays inside its transaction.
 */
public final class Wallet {

  private final Map<UserCouponId, UserCoupon> coupons = new HashMap<>();
  private final Set<UserCouponId> changed = new HashSet<>();

  Wallet(Collection<UserCoupon> locked) {
    locked.forEach(coupon -> coupons.put(coupon.id(), coupon));
  }

  /** Whether this coupon was there and could be locked. */
  public boolean has(UserCouponId id) {
    return coupons.containsKey(id);
  }

  /** The coupon as it stands now, if it was ever issued. */
  public Optional<UserCoupon> find(UserCouponId id) {
    return Optional.ofNullable(coupons.get(id));
  }

  /**
   * An order of the user takes the coupon, or is refused as {@link UserCoupon#requireUsable} says.
   */
  public void use(UserCouponId id, UserId user, OrderId order, Moment moment) {
    UserCoupon coupon =
        find(id).orElseThrow(() -> UserCoupon.refusal(CouponFailure.COUPON_NOT_OWNED));
    UserCoupon used = coupon.use(user, order, moment.now());
    put(used);
    tell(
        used,
        CouponEvents.USED,
        new CouponEvents.CouponUsed(id, used.couponId(), used.owner(), order, moment.now()),
        moment);
  }

  /** The order that uses the coupon lets it go: its owner may use it again. */
  public void giveBack(UserCouponId id, OrderId order, Moment moment) {
    UserCoupon coupon =
        find(id)
            .orElseThrow(() -> new IllegalStateException(order + " uses " + id + ", which is not"));
    UserCoupon returned = coupon.giveBack(order);
    put(returned);
    tell(
        returned,
        CouponEvents.RETURNED,
        new CouponEvents.CouponReturned(
            id, returned.couponId(), returned.owner(), order, moment.now()),
        moment);
  }

  /** Whose coupon this is, if it was used or given back here. */
  public Optional<UserId> ownerOfChanged(UserCouponId id) {
    return changed.contains(id) ? find(id).map(UserCoupon::owner) : Optional.empty();
  }

  private void put(UserCoupon coupon) {
    coupons.put(coupon.id(), coupon);
    changed.add(coupon.id());
  }

  private static <D> void tell(UserCoupon coupon, EventType<D> type, D data, Moment moment) {
    moment.tell(type, coupon.id().value(), coupon.version(), data);
  }

  List<UserCoupon> changed() {
    return changed.stream().map(coupons::get).toList();
  }
}
