package io.floodgate.coupon;

import io.floodgate.base.Answered;
import io.floodgate.base.CouponId;
import io.floodgate.base.Page;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.db.Reads;
import io.floodgate.db.Transactions;
import io.vertx.core.Future;

/** Coupons on offer: made, changed and revoked by administrators, read by everyone. */
final class CouponDesk {

  private final Transactions transactions;
  private final Reads reads;
  private final SoldOut soldOut;
  private final Bus bus;

  CouponDesk(Transactions transactions, Reads reads, SoldOut soldOut, Bus bus) {
    this.transactions = transactions;
    this.reads = reads;
    this.soldOut = soldOut;
    this.bus = bus;
  }

  Future<Answered<CouponView>> create(CouponAsk.CreateCoupon command, Call call) {
    throw new UnsupportedOperationException();
  }

  Future<CouponView> change(CouponAsk.ChangeCoupon command, Call call) {
    throw new UnsupportedOperationException();
  }

  Future<Answered<CouponView>> revoke(CouponAsk.RevokeCoupon command, Call call) {
    throw new UnsupportedOperationException();
  }

  Future<CouponView> get(CouponId id) {
    throw new UnsupportedOperationException();
  }

  Future<Page<CouponView>> list(CouponAsk.ListCoupons ask) {
    throw new UnsupportedOperationException();
  }
}
