package io.floodgate.coupon;

import static io.floodgate.base.Refusals.assertRefusedAt;
import static io.floodgate.coupon.WalletFixtures.VALID_FROM;
import static io.floodgate.coupon.WalletFixtures.VALID_UNTIL;
import static io.floodgate.coupon.WalletFixtures.coupon;
import static io.floodgate.coupon.WalletFixtures.fixed;
import static io.floodgate.coupon.WalletFixtures.revoked;
import static io.floodgate.coupon.WalletFixtures.terms;
import static io.floodgate.coupon.WalletFixtures.usedBy;
import static io.floodgate.coupon.WalletFixtures.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floodgate.base.CouponId;
import io.floodgate.base.OrderId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WalletTest {

  private static final UserCouponId COUPON = new UserCouponId(7);
  private static final UserId OWNER = new UserId(1);
  private static final OrderId ORDER = new OrderId(100);
  private static final OrderId OTHER = new OrderId(101);
  private static final UserCoupon UNUSED = coupon(7, 1, terms(fixed(500), 0));

  private final List<Event> events = new ArrayList<>();

  private Moment at(Instant now) {
    return new Moment(now, "00-trace", events);
  }

  private void assertNotUsable(CouponFailure why, UserCoupon coupon, long user, Instant now) {
    Wallet wallet = wallet(coupon);

    assertRefusedAt(
        "/userCouponId", why, () -> wallet.use(coupon.id(), new UserId(user), OTHER, at(now)));

    assertThat(wallet.find(coupon.id())).contains(coupon);
    assertThat(wallet.changed()).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void lendsACouponToOneOrderAndTellsIt() {
    Wallet wallet = wallet(UNUSED);

    wallet.use(COUPON, OWNER, ORDER, at(VALID_FROM));

    UserCoupon used = wallet.find(COUPON).orElseThrow();
    assertThat(used.usedBy()).contains(ORDER);
    assertThat(used.version()).isEqualTo(2);
    assertThat(wallet.changed()).containsExactly(used);
    assertThat(events)
        .containsExactly(
            new Event(
                CouponEvents.USED,
                7,
                2,
                new CouponEvents.CouponUsed(COUPON, new CouponId(1), OWNER, ORDER, VALID_FROM),
                "00-trace"));
  }

  @Test
  void takesACouponBackAndTellsIt() {
    Wallet wallet = wallet(usedBy(ORDER.value(), UNUSED));

    wallet.giveBack(COUPON, ORDER, at(VALID_UNTIL));

    UserCoupon returned = wallet.find(COUPON).orElseThrow();
    assertThat(returned.usedBy()).isEmpty();
    assertThat(returned.version()).isEqualTo(3);
    assertThat(events)
        .containsExactly(
            new Event(
                CouponEvents.RETURNED,
                7,
                3,
                new CouponEvents.CouponReturned(COUPON, new CouponId(1), OWNER, ORDER, VALID_UNTIL),
                "00-trace"));
  }

  @Test
  void lendsAgainWhatCameBack() {
    Wallet wallet = wallet(UNUSED);
    wallet.use(COUPON, OWNER, ORDER, at(VALID_FROM));
    wallet.giveBack(COUPON, ORDER, at(VALID_FROM));
    wallet.use(COUPON, OWNER, OTHER, at(VALID_FROM));

    assertThat(wallet.find(COUPON).flatMap(UserCoupon::usedBy)).contains(OTHER);
    assertThat(wallet.changed()).hasSize(1);
    assertThat(events).extracting(Event::version).containsExactly(2L, 3L, 4L);
  }

  @Test
  void lendsOnlyWhatTheUserHolds() {
    assertNotUsable(CouponFailure.COUPON_NOT_OWNED, UNUSED, 2, VALID_FROM);
    assertNotUsable(CouponFailure.COUPON_NOT_OWNED, revoked(UNUSED), 1, VALID_FROM);
    assertRefusedAt(
        "/userCouponId",
        CouponFailure.COUPON_NOT_OWNED,
        () -> wallet(UNUSED).use(new UserCouponId(8), OWNER, ORDER, at(VALID_FROM)));
  }

  @Test
  void lendsFromTheFirstMomentOfTheValidityToTheOneBeforeItsEnd() {
    assertNotUsable(CouponFailure.COUPON_NOT_VALID_NOW, UNUSED, 1, VALID_FROM.minusNanos(1_000));
    assertNotUsable(CouponFailure.COUPON_NOT_VALID_NOW, UNUSED, 1, VALID_UNTIL);
    for (Instant valid : List.of(VALID_FROM, VALID_UNTIL.minusNanos(1_000))) {
      Wallet wallet = wallet(UNUSED);
      wallet.use(COUPON, OWNER, ORDER, at(valid));
      assertThat(wallet.find(COUPON).flatMap(UserCoupon::usedBy)).contains(ORDER);
    }
  }

  @Test
  void lendsToOneOrderAtATime() {
    UserCoupon used = usedBy(ORDER.value(), UNUSED);
    assertNotUsable(CouponFailure.COUPON_ALREADY_USED, used, 1, VALID_FROM);
    // Whoever does not hold it is told nothing of it, and a used one that is over is over.
    assertNotUsable(CouponFailure.COUPON_NOT_OWNED, used, 2, VALID_UNTIL);
    assertNotUsable(CouponFailure.COUPON_NOT_VALID_NOW, used, 1, VALID_UNTIL);
  }

  @Test
  void takesBackOnlyFromTheOrderThatUsesIt() {
    Wallet wallet = wallet(usedBy(ORDER.value(), UNUSED), coupon(8, 1, UNUSED.terms()));

    assertThatThrownBy(() -> wallet.giveBack(COUPON, OTHER, at(VALID_FROM)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> wallet.giveBack(new UserCouponId(8), ORDER, at(VALID_FROM)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> wallet.giveBack(new UserCouponId(9), ORDER, at(VALID_FROM)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(wallet.changed()).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void knowsWhoseCouponsChanged() {
    Wallet wallet = wallet(UNUSED, coupon(8, 2, UNUSED.terms()));
    wallet.use(COUPON, OWNER, ORDER, at(VALID_FROM));

    assertThat(wallet.ownerOfChanged(COUPON)).contains(OWNER);
    assertThat(wallet.ownerOfChanged(new UserCouponId(8))).isEqualTo(Optional.empty());
    assertThat(wallet.ownerOfChanged(new UserCouponId(9))).isEqualTo(Optional.empty());
  }
}
