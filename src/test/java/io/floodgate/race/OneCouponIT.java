package io.floodgate.race;

import static io.floodgate.server.Crowd.outcomes;
import static io.floodgate.server.Crowd.successes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several orders want the same coupon at once: one has it. */
class OneCouponIT {

  private static final long USER = 1;
  private static final int ORDERS = 50;
  private static final int COUPONS = 40;
  private static final int PRODUCTS = 8;
  private static final long POINTS = 1_000_000_000;
  private static final long STOCK = 1_000_000;

  private TestServer server;
  private TestServer other;
  private Database database;
  private List<Client> clients;

  @BeforeEach
  void start() {
    Map<String, String> often = Map.of("FLOODGATE_ORDERS_EXPIRY_INTERVAL", "50ms");
    server = TestServer.start(often).with(1, POINTS, PRODUCTS, STOCK);
    other = TestServer.on(server.endpoints(), often);
    database = server.database();
    database.execute("UPDATE product SET price = 3000");
    clients = List.of(server.client(), other.client());
  }

  @AfterEach
  void stop() {
    other.close();
    server.close();
  }

  /** For products of all lanes, so that they also meet at the row and not only in a batch. */
  private Request order(int i, Request.Coupon coupon) {
    Line line = Line.of(1 + i % PRODUCTS);
    return i % 3 == 0 ? Request.unpaidOrder(USER, coupon, line) : Request.order(USER, coupon, line);
  }

  private long inUse() {
    return database.number("SELECT count(*) FROM user_coupon WHERE order_id IS NOT NULL");
  }

  private List<Request.Coupon> coupons() {
    List<Request.Coupon> coupons = new ArrayList<>();
    for (int i = 0; i < COUPONS; i++) {
      coupons.add(database.userCoupon(USER));
    }
    return coupons;
  }

  @ParameterizedTest(name = "{0} servers")
  @ValueSource(ints = {1, 2})
  void isUsedByOneOfFiftyOrders(int servers) {
    Request.Coupon coupon = database.userCoupon(USER);

    List<Client.Answer> answers =
        Crowd.of(ORDERS, i -> order(i, coupon).sendTo(clients.get(i / 3 % servers)));

    assertThat(outcomes(answers))
        .isEqualTo(Map.of("201", 1L, "409 COUPON_ALREADY_USED", ORDERS - 1L));
    assertThat(database.numbers("SELECT order_id FROM user_coupon"))
        .isEqualTo(Crowd.numbers(successes(answers), "orderId"));
    assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(1);
    server.assertInvariantsHold();
  }

  /** As many coupons as orders, each wanted by several. */
  @Test
  void isUsedOnceEachThoughManyAreWantedAtOnce() {
    List<Request.Coupon> coupons = coupons();

    List<Client.Answer> answers =
        Crowd.of(
            10 * COUPONS,
            i -> order(i / 7, coupons.get(i * 7 % COUPONS)).sendTo(clients.get(i / 5 % 2)));

    assertThat(outcomes(answers))
        .isEqualTo(Map.of("201", (long) COUPONS, "409 COUPON_ALREADY_USED", 9L * COUPONS));
    assertThat(inUse()).isEqualTo(COUPONS);
    server.assertInvariantsHold();
  }

  @Test
  void isUsedAgainOnlyOnceTheOrderThatHeldItIsCancelled() {
    List<Request.Coupon> coupons = coupons();
    List<Client.Answer> held =
        Crowd.of(COUPONS, i -> order(i, coupons.get(i - 1)).sendTo(clients.get(i % 2)));
    assertThat(outcomes(held)).isEqualTo(Map.of("201", (long) COUPONS));

    // A cancel in the midst of five orders that want its coupon, at both servers.
    List<Client.Answer> answers =
        Crowd.of(
            6 * COUPONS,
            i -> {
              int which = (i - 1) / 6;
              Request request =
                  i % 6 == 2
                      ? Request.cancel(held.get(which).number("orderId"))
                      : order(i, coupons.get(which));
              return request.sendTo(clients.get(i % 2));
            });

    assertThat(outcomes(answers)).containsEntry("200", (long) COUPONS);
    assertThat(outcomes(answers).keySet()).isSubsetOf("200", "201", "409 COUPON_ALREADY_USED");
    long again = answers.stream().filter(answer -> answer.status() == 201).count();
    assertThat(again).isPositive();
    assertThat(inUse()).isEqualTo(again);
    server.assertInvariantsHold();
  }

  @Test
  void isUsedAgainOnlyOnceTheOrderThatHeldItHasExpired() {
    List<Request.Coupon> coupons = coupons();
    Crowd.of(
        COUPONS,
        i ->
            Request.unpaidOrder(USER, coupons.get(i - 1), Line.of(1 + i % PRODUCTS))
                .sendTo(clients.get(i % 2)));
    assertThat(inUse()).isEqualTo(COUPONS);
    database.execute("UPDATE orders SET expires_at = now() + interval '300 milliseconds'");

    // Wanted again and again until each was free and is taken.
    List<Client.Answer> answers = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              answers.addAll(
                  Crowd.of(
                      2 * COUPONS,
                      i ->
                          Request.order(USER, coupons.get(i % COUPONS), Line.of(1 + i % PRODUCTS))
                              .sendTo(clients.get(i / COUPONS % 2))));
              return successes(answers).size() == COUPONS;
            });

    assertThat(outcomes(answers).keySet()).isSubsetOf("201", "409 COUPON_ALREADY_USED");
    assertThat(database.number("SELECT count(*) FROM orders WHERE status = 'EXPIRED'"))
        .isEqualTo(COUPONS);
    assertThat(database.numbers("SELECT order_id FROM user_coupon"))
        .containsExactlyInAnyOrderElementsOf(Crowd.numbers(successes(answers), "orderId"));
    server.assertInvariantsHold();
  }

  @Test
  void isGivenBackOnceByTheLastOfSeveralRefundsAtOnce() {
    List<Request.Coupon> coupons = coupons();
    List<Client.Answer> paid =
        Crowd.of(
            COUPONS,
            i ->
                Request.order(USER, coupons.get(i - 1), new Line(1, 3)).sendTo(clients.get(i % 2)));

    List<Client.Answer> answers =
        Crowd.of(
            4 * COUPONS,
            i ->
                Request.refund(paid.get(i % COUPONS).number("paymentId"), Line.of(1))
                    .sendTo(clients.get(i / 3 % 2)));

    assertThat(outcomes(answers))
        .isEqualTo(Map.of("201", 3L * COUPONS, "409 ORDER_STATE_CONFLICT", (long) COUPONS));
    assertThat(inUse()).isZero();
    assertThat(database.number("SELECT count(*) FROM outbox WHERE type = 'CouponReturned'"))
        .isEqualTo(COUPONS);
    assertThat(database.number("SELECT balance FROM point_account")).isEqualTo(POINTS);
    server.assertInvariantsHold();
  }
}
