package io.floodgate.coupon;

import static io.floodgate.base.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CouponId;
import io.floodgate.base.Money;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.Moment;
import io.floodgate.user.UserFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class IssueBookTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final CouponId COUPON = new CouponId(7);

  private final List<Event> events = new ArrayList<>();

  @Test
  void issuesUpToTheTotalWithDenseSequences() {
    IssueBook book = book(coupon(5, 3, 0), users(4), Set.of());

    assertThat(issue(book, 1).sequence()).isEqualTo(4);
    assertThat(book.isSoldOut(COUPON)).isFalse();
    assertThat(issue(book, 2).sequence()).isEqualTo(5);
    assertThat(book.isSoldOut(COUPON)).isTrue();
    assertRefused(CouponFailure.COUPON_SOLD_OUT, () -> issue(book, 3));

    assertThat(book.issues()).extracting(IssueBook.Issue::sequence).containsExactly(4L, 5L);
    assertThat(book.changed()).extracting(Coupon::issued).containsExactly(5L);
    assertThat(events).hasSize(2);
  }

  @Test
  void theRevokedMakeRoomForAsManyOthers() {
    IssueBook book = book(coupon(5, 5, 1), users(2), Set.of());

    assertThat(issue(book, 1).sequence()).isEqualTo(6);
    assertRefused(CouponFailure.COUPON_SOLD_OUT, () -> issue(book, 2));
  }

  @Test
  void issuesOneToEachUser() {
    IssueBook book = book(coupon(5, 1, 0), users(2), Set.of(holding(1)));

    assertRefused(CouponFailure.COUPON_ALREADY_ISSUED, () -> issue(book, 1));
    issue(book, 2);
    assertRefused(CouponFailure.COUPON_ALREADY_ISSUED, () -> issue(book, 2));
    assertThat(book.issues()).hasSize(1);
  }

  @Test
  void whoHasOneHearsThatAndNotThatItIsSoldOut() {
    IssueBook book = book(coupon(1, 1, 0), users(2), Set.of(holding(1)));

    assertRefused(CouponFailure.COUPON_ALREADY_ISSUED, () -> issue(book, 1));
    assertRefused(CouponFailure.COUPON_SOLD_OUT, () -> issue(book, 2));
  }

  @Test
  void refusesCouponsAndUsersThatDoNotExist() {
    IssueBook book = book(coupon(1, 0, 0), users(1), Set.of());

    assertRefused(UserFailure.USER_NOT_FOUND, () -> issue(book, 9));
    assertRefused(
        CouponFailure.COUPON_NOT_FOUND,
        () -> book.issue(new CouponId(8), new UserId(1), new UserCouponId(1), moment(NOW)));
    assertThat(book.changed()).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void issuesFromTheFirstInstantOfThePeriodAndNotInItsLast() {
    Period period = coupon(5, 0, 0).issuePeriod();
    IssueBook book = book(coupon(5, 0, 0), users(4), Set.of());

    issueAt(book, 1, period.from());
    issueAt(book, 2, period.until().minusNanos(1));
    assertRefused(
        CouponFailure.COUPON_NOT_IN_ISSUE_PERIOD,
        () -> issueAt(book, 3, period.from().minusNanos(1)));
    assertRefused(CouponFailure.COUPON_NOT_IN_ISSUE_PERIOD, () -> issueAt(book, 4, period.until()));
  }

  private IssuedCoupon issue(IssueBook book, long user) {
    return issueAt(book, user, NOW);
  }

  private IssuedCoupon issueAt(IssueBook book, long user, Instant now) {
    return book.issue(COUPON, new UserId(user), new UserCouponId(100 + user), moment(now));
  }

  private Moment moment(Instant now) {
    return new Moment(now, "", events);
  }

  private static IssueBook book(
      Coupon coupon, List<UserId> users, Set<IssueBook.Holding> holdings) {
    return new IssueBook(List.of(coupon), users, holdings);
  }

  private static IssueBook.Holding holding(long user) {
    return new IssueBook.Holding(COUPON, new UserId(user));
  }

  private static List<UserId> users(int count) {
    return LongStream.rangeClosed(1, count).mapToObj(UserId::new).toList();
  }

  private static Coupon coupon(long total, long issued, long revoked) {
    Period period = new Period(NOW.minusSeconds(60), NOW.plusSeconds(60));
    return new Coupon(
        COUPON,
        "coupon",
        new Terms(new Discount.Fixed(Money.won(1_000)), Money.ZERO, Set.of(), period),
        total,
        issued,
        revoked,
        period,
        1,
        NOW.minusSeconds(600));
  }
}
