package io.floodgate.point;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.point.PointFixtures.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserId;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.Moment;
import io.floodgate.user.UserFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountsTest {

  private static final UserId USER = new UserId(1);
  private static final OrderId ORDER = new OrderId(10);
  private static final PaymentId PAYMENT = new PaymentId(20);
  private static final Account.Limits LIMITS =
      new Account.Limits(Money.won(1_000), Money.won(2_000));

  private final Accounts accounts = new Accounts(List.of(account(1, 500), account(2, 0)));
  private final Moment moment =
      new Moment(Instant.parse("2026-11-20T00:00:00Z"), "00-trace", new ArrayList<>());

  @Test
  void keepsALedgerWhoseEntriesFollowEachOther() {
    accounts.charge(USER, Money.won(1_000), LIMITS, moment);
    accounts.use(USER, Money.won(1_400), ORDER, PAYMENT, moment);
    accounts.refund(USER, Money.won(50), ORDER, new PaymentId(21), moment);

    assertThat(PointFixtures.entries(accounts))
        .extracting(PointEntry::sequence, PointEntry::kind, PointEntry::amount)
        .containsExactly(
            tuple(2L, EntryKind.CHARGE, Money.won(1_000)),
            tuple(3L, EntryKind.USE, Money.won(-1_400)),
            tuple(4L, EntryKind.REFUND, Money.won(50)));
    assertThat(PointFixtures.entries(accounts))
        .extracting(PointEntry::balanceAfter)
        .containsExactly(Money.won(1_500), Money.won(100), Money.won(150));
    assertThat(accounts.changed()).containsExactly(new Account(USER, Money.won(150), 4));
  }

  @Test
  void saysWhatCausedAnEntry() {
    accounts.charge(USER, Money.won(1), LIMITS, moment);
    accounts.use(USER, Money.won(1), ORDER, PAYMENT, moment);

    PointEntry charge = PointFixtures.entries(accounts).getFirst();
    assertThat(charge.orderId()).isEmpty();
    assertThat(charge.paymentId()).isEmpty();
    PointEntry use = PointFixtures.entries(accounts).getLast();
    assertThat(use.orderId()).contains(ORDER);
    assertThat(use.paymentId()).contains(PAYMENT);
    assertThat(use.createdAt()).isEqualTo(moment.now());
  }

  @Test
  void tellsEachEntryOnceWithItsSequenceAsVersion() {
    accounts.charge(USER, Money.won(1), LIMITS, moment);
    accounts.use(USER, Money.won(1), ORDER, PAYMENT, moment);
    accounts.refund(USER, Money.won(1), ORDER, PAYMENT, moment);

    assertThat(moment.events())
        .allSatisfy(
            event -> {
              assertThat(event.aggregateId()).isEqualTo(1);
              assertThat(event.traceparent()).isEqualTo("00-trace");
            });
    assertThat(moment.events()).extracting(Event::version).containsExactly(2L, 3L, 4L);
    assertThat(moment.events())
        .extracting(Event::type)
        .isEqualTo(List.of(PointEvents.CHARGED, PointEvents.USED, PointEvents.REFUNDED));
  }

  @Test
  void leavesNoTraceOfWhatIsRefused() {
    assertRefused(
        PointFailure.INVALID_AMOUNT, () -> accounts.charge(USER, Money.won(0), LIMITS, moment));
    assertRefused(
        PointFailure.INSUFFICIENT_POINTS,
        () -> accounts.use(USER, Money.won(501), ORDER, PAYMENT, moment));
    assertRefused(
        UserFailure.USER_NOT_FOUND,
        () -> accounts.charge(new UserId(3), Money.won(1), LIMITS, moment));

    assertUntouched();
  }

  @Test
  void writesNoEntryOfNothing() {
    accounts.use(USER, Money.ZERO, ORDER, PAYMENT, moment);
    accounts.refund(USER, Money.ZERO, ORDER, PAYMENT, moment);

    assertUntouched();
  }

  private void assertUntouched() {
    assertThat(PointFixtures.entries(accounts)).isEmpty();
    assertThat(accounts.changed()).isEmpty();
    assertThat(moment.events()).isEmpty();
    assertThat(accounts.of(USER)).isEqualTo(account(1, 500));
  }
}
