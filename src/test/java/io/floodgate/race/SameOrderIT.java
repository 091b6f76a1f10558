package io.floodgate.race;

import static io.floodgate.server.Crowd.outcomes;
import static io.floodgate.server.Crowd.successes;
import static io.floodgate.server.Crowd.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several want something else of the same order at once, at two servers of one database. */
class SameOrderIT {

  private static final int ORDERS = 60;
  private static final long USER = 1;
  private static final long POINTS = 1_000_000_000;
  private static final long STOCK = 1_000_000;

  private TestServer server;
  private TestServer other;
  private List<Client> clients;

  @BeforeEach
  void start() {
    server = TestServer.start().with(1, POINTS, 1, STOCK);
    other = TestServer.on(server.endpoints(), Map.of());
    clients = List.of(server.client(), other.client());
    server.database().execute("UPDATE product SET price = 1000");
  }

  @AfterEach
  void stop() {
    other.close();
    server.close();
  }

  @Test
  void isPaidOrCancelledAndNeverKeepsPointsOnceCancelled() {
    List<Long> orders = place(Request::unpaidOrder, "orderId");

    // Half of them are paid first and half are cancelled first, or near enough.
    List<Client.Answer> answers =
        Crowd.of(
            2 * ORDERS,
            i -> {
              long order = orders.get((i - 1) / 2);
              boolean pays = i % 2 == (i - 1) / 2 % 2;
              return (pays ? Request.pay(order) : Request.cancel(order)).sendTo(client(i));
            });

    // A cancel always succeeds: before the payment, or after it and then it gives the points back.
    assertThat(outcomes(answers)).containsEntry("200", (long) ORDERS);
    assertThat(outcomes(answers).keySet()).isSubsetOf("200", "201", "409 ORDER_STATE_CONFLICT");
    assertThat(server.number("SELECT count(*) FROM orders WHERE status = 'CANCELLED'"))
        .isEqualTo(ORDERS);
    assertHeld(0);
  }

  @Test
  void isCancelledOnce() {
    List<Long> orders = place(Request::order, "orderId");

    List<Client.Answer> answers =
        Crowd.of(5 * ORDERS, i -> Request.cancel(orders.get(i % ORDERS)).sendTo(client(i / 3)));

    assertThat(outcomes(answers))
        .isEqualTo(Map.of("200", (long) ORDERS, "409 ORDER_STATE_CONFLICT", 4L * ORDERS));
    assertHeld(0);
  }

  @Test
  void isRefundedOnce() {
    List<Long> payments = place(Request::order, "paymentId");

    List<Client.Answer> answers =
        Crowd.of(5 * ORDERS, i -> Request.refund(payments.get(i % ORDERS)).sendTo(client(i / 3)));

    assertThat(outcomes(answers))
        .isEqualTo(Map.of("201", (long) ORDERS, "409 ORDER_STATE_CONFLICT", 4L * ORDERS));
    assertHeld(0);
  }

  @Test
  void isRefundedInPartsUpToWhatWasBought() {
    List<Long> payments = place(Request::order, "paymentId");

    // Five units were bought; parts of one and two, twelve units in all, are wanted back.
    List<Client.Answer> answers =
        Crowd.of(
            8 * ORDERS,
            i ->
                Request.refund(payments.get(i % ORDERS), new Line(1, 1 + i / ORDERS % 2))
                    .sendTo(client(i / 7)));

    List<Client.Answer> refunds = successes(answers);
    assertThat(outcomes(answers).keySet())
        .isEqualTo(Set.of("201", "409 ORDER_STATE_CONFLICT", "409 REFUND_EXCEEDS_PAYMENT"));
    // One unit may be left that only a part of two was still wanted of.
    assertThat(server.database().numbers("SELECT refunded FROM orders"))
        .hasSize(ORDERS)
        .allSatisfy(refunded -> assertThat(refunded).isIn(4_000L, 5_000L));
    assertHeld(ORDERS * 5 - sum(refunds, "amount") / 1_000);
  }

  @Test
  void isRefundedOrCancelledAndGivesItsPointsBackOnce() {
    List<Client.Answer> placed = placed(Request::order);
    Random random = new Random(7);

    List<Client.Answer> answers =
        Crowd.of(
            6 * ORDERS,
            i -> {
              Client.Answer order = placed.get(i % ORDERS);
              Request request =
                  switch (random.nextInt(3)) {
                    case 0 -> Request.cancel(order.number("orderId"));
                    case 1 -> Request.refund(order.number("paymentId"));
                    default -> Request.refund(order.number("paymentId"), new Line(1, 2));
                  };
              return request.sendTo(client(i / 3));
            });

    assertThat(outcomes(answers).keySet())
        .contains("200", "201", "409 ORDER_STATE_CONFLICT")
        .isSubsetOf("200", "201", "409 ORDER_STATE_CONFLICT", "409 REFUND_EXCEEDS_PAYMENT");
    long kept =
        server.number(
            "SELECT coalesce(sum(total - refunded), 0) FROM orders WHERE status = 'PAID'");
    assertHeld(kept / 1_000);
  }

  /** So many units are sold and paid, at a thousand points each, and nothing else is gone. */
  private void assertHeld(long units) {
    assertThat(server.number("SELECT stock FROM product")).isEqualTo(STOCK - units);
    assertThat(server.number("SELECT balance FROM point_account"))
        .isEqualTo(POINTS - units * 1_000);
    server.assertInvariantsHold();
  }

  private List<Long> place(BiFunction<Long, Line[], Request> kind, String field) {
    return Crowd.numbers(placed(kind), field);
  }

  private List<Client.Answer> placed(BiFunction<Long, Line[], Request> kind) {
    Line[] lines = {new Line(1, 5)};
    List<Client.Answer> placed = Crowd.of(ORDERS, i -> kind.apply(USER, lines).sendTo(client(i)));
    assertThat(outcomes(placed)).isEqualTo(Map.of("201", (long) ORDERS));
    return placed;
  }

  private Client client(int i) {
    return clients.get(i % 2);
  }
}
