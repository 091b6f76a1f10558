package io.floodgate.order;

import static io.floodgate.order.OrderFixtures.key;
import static io.floodgate.order.OrderFixtures.line;
import static io.floodgate.order.OrderFixtures.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Answered;
import io.floodgate.base.Caller;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserId;
import io.floodgate.product.ProductFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A key stands for one effect, also where it comes twice in one batch. */
class OrderDeskKeysTest extends DeskFixture {

  @Test
  void replaysTheAnswerOfAKeyThatComesTwiceInOneBatch() {
    OrderAsk.PlaceOrder command =
        keyed(place(1, true, line(1, 2)), new IdempotencyKey("k", "hash"));
    Answered<?> first = decide(command);
    State before = state();

    Answered<?> second = decide(command);

    assertThat(first.replayed()).isFalse();
    assertThat(second.replayed()).isTrue();
    assertThat(second.answer()).isEqualTo(first.answer());
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void refusesAKeyThatStoodForSomethingElse() {
    decide(keyed(place(1, true, line(1, 2)), new IdempotencyKey("k", "hash")));

    assertRefusedWithoutATrace(
        CommonFailure.IDEMPOTENCY_KEY_REUSED,
        keyed(place(1, true, line(1, 3)), new IdempotencyKey("k", "other")));
  }

  @Test
  void replaysNoAnswerToACallerWhoseOrderItIsNot() {
    OrderId order = order(place(1, true, line(1, 2))).orderId();
    decide(new OrderAsk.CancelOrder(order, Caller.user(new UserId(1)), key("k", "hash")));

    assertRefusedWithoutATrace(
        CommonFailure.FORBIDDEN,
        new OrderAsk.CancelOrder(order, Caller.user(new UserId(2)), key("k", "hash")));
  }

  @Test
  void letsAKeyBeTriedAgainAfterARefusal() {
    OrderAsk.PlaceOrder command =
        keyed(place(1, true, line(1, 2)), new IdempotencyKey("k", "hash"));
    OrderView hog = order(place(2, false, line(1, (int) STOCK)));
    assertRefusedWithoutATrace(ProductFailure.OUT_OF_STOCK, command);
    order(cancel(hog.orderId()));

    assertThat(decide(command).replayed()).isFalse();
  }

  @Test
  void replaysAPaymentARefundAndACancelToo() {
    OrderView pending = order(place(1, false, line(1, 2)));
    List<OrderCommand> commands = new ArrayList<>();
    commands.add(new OrderAsk.PayOrder(pending.orderId(), Caller.TRUSTED, key("pay", "h")));
    PaymentId payment = payment(commands.getFirst()).paymentId();
    commands.add(
        new OrderAsk.RefundPayment(
            payment, Optional.of(List.of(line(1, 1))), "why", Caller.TRUSTED, key("ref", "h")));
    commands.add(new OrderAsk.CancelOrder(pending.orderId(), Caller.TRUSTED, key("cancel", "h")));
    commands.stream().skip(1).forEach(this::decide);
    State before = state();

    assertThat(commands).allSatisfy(command -> assertThat(decide(command).replayed()).isTrue());
    assertThat(state()).isEqualTo(before);
  }
}
