package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CouponId;
import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.CouponAsk.GetTicket;
import io.floodgate.coupon.CouponAsk.GetTickets;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.coupon.TicketView;
import io.floodgate.order.OrderAsk.GetOrderState;
import io.floodgate.order.OrderAsk.GetOrderStates;
import io.floodgate.order.OrderState;
import io.floodgate.order.OrderStatus;
import io.floodgate.ranking.RankingAsk.GetTop;
import io.floodgate.ranking.TopProduct;
import io.floodgate.ranking.TopProducts;
import io.floodgate.ranking.Window;
import io.floodgate.server.Events;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of events over real connections: what is told, and what they may cost the server. */
class StreamsTest {

  private static final String TICKETS = "/api/v1/coupons/tickets/";
  private static final String TOP = "/api/v1/products/top";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TestServer server = TestServer.start();
  private final List<Events> streams = new ArrayList<>();

  @AfterEach
  void close() {
    streams.forEach(Events::close);
    server.close();
  }

  private Events listen(String ticket, String... headers) {
    Events events = Events.of(server.port(), TICKETS + ticket, headers);
    streams.add(events);
    return events;
  }

  /** Every ticket is in the state that this gives when it is asked. */
  private void tickets(Function<String, TicketView> state) {
    server.instead =
        ask ->
            switch (ask) {
              case GetTicket(String id) -> Future.succeededFuture(state.apply(id));
              case GetTickets(var ids) ->
                  Future.succeededFuture(ids.stream().collect(Collectors.toMap(id -> id, state)));
              default -> throw new AssertionError(ask);
            };
  }

  private static TicketView ticket(String id, TicketView.Status status) {
    return Stubs.ticket(id, new CouponId(5), new UserId(1), status);
  }

  /** One product, sold as often as this. */
  private static TopProducts ranking(long sold, String name) {
    return new TopProducts(
        Window.THREE_DAYS,
        Stubs.NOW,
        TopProducts.Source.LIVE,
        List.of(new TopProduct(1, new ProductId(3), name, Money.won(500), sold)));
  }

  private Events streamOf(String path, String... headers) {
    Events events = Events.of(server.port(), "/api/v1" + path, headers);
    streams.add(events);
    return events;
  }

  private void orders(OrderStatus status, long version) {
    server.instead =
        ask ->
            switch (ask) {
              case GetOrderState(var id, _) ->
                  Future.succeededFuture(Stubs.orderState(id, status, version));
              case GetOrderStates(var ids) ->
                  Future.succeededFuture(
                      ids.stream()
                          .collect(
                              Collectors.toMap(
                                  id -> id, id -> Stubs.orderState(id, status, version))));
              default -> throw new AssertionError(ask);
            };
  }

  private long lookUps() {
    return server.received.stream().filter(it -> it.message() instanceof GetTickets).count();
  }

  @Test
  void tellsTheStateAtOnceThenEachChangeAndEndsAfterTheLast() {
    Events events = listen("t-1");
    await().atMost(PATIENCE).until(() -> events.texts("status").equals(List.of("QUEUED")));
    long before = lookUps();
    await().atMost(PATIENCE).until(() -> lookUps() > before + 3);
    assertThat(events.data()).hasSize(1);

    tickets(id -> ticket(id, TicketView.Status.ISSUED));

    assertThat(events.awaitEnd()).hasSize(2);
    assertThat(events.data().getLast().toString())
        .isEqualTo(
            "{\"ticketId\":\"t-1\",\"couponId\":5,\"userId\":1,\"status\":\"ISSUED\","
                + "\"userCouponId\":99,\"sequence\":7}");
    assertThat(events.lines().getFirst()).matches("retry: [1-3]\\d{3}");
    assertThat(events.lines()).contains("event: state", "id: QUEUED", "id: ISSUED");
    await().atMost(PATIENCE).until(() -> server.web.streamsOpen() == 0);
  }

  @Test
  void isToldInTheClientsLanguageWithHeadersThatKeepItFromBeingBuffered() {
    Events events = listen("REFUSED", "Accept-Language", "en");

    assertThat(events.awaitEnd().getFirst().path("reason").asText())
        .isEqualTo("All of these coupons are taken.");
    var headers = events.response().headers();
    assertThat(headers.firstValue("content-type")).contains("text/event-stream");
    assertThat(headers.firstValue("cache-control")).contains("no-store, no-transform");
    assertThat(headers.firstValue("x-accel-buffering")).contains("no");
    assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
    assertThat(headers.firstValue("traceparent")).isPresent();
  }

  @Test
  void whoAsksForNoEventsIsAnsweredOnce() {
    HttpResponse<String> answer = server.get(TICKETS + "REFUSED");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.body())
        .contains(
            "\"status\":\"REFUSED\",\"error\":\"COUPON_SOLD_OUT\",\"reason\":\"쿠폰이 모두 소진되었습니다.\"");
  }

  @Test
  void whatIsRefusedIsAProblemAndNoStream() {
    server.instead = _ -> Future.failedFuture(Failure.of(CouponFailure.TICKET_NOT_FOUND));
    assertThat(listen("nonsense").response().statusCode()).isEqualTo(404);
    assertThat(listen("t-1?nonsense=1").response().statusCode()).isEqualTo(400);
    assertThat(server.web.streamsOpen()).isZero();
    assertThat(server.web.requestsUnderWay()).isZero();
  }

  @Test
  void whoHasSeenTheLastStateIsToldNotToComeBack() {
    assertThat(listen("ISSUED", "Last-Event-ID", "QUEUED").awaitEnd()).hasSize(1);
    assertThat(listen("ISSUED", "Last-Event-ID", "ISSUED").response().statusCode()).isEqualTo(204);
  }

  @Test
  void whoHasSeenTheStateOfNowHearsOnlyOfTheNext() {
    orders(OrderStatus.PENDING_PAYMENT, 1);
    Events events = streamOf("/orders/7/stream", "Last-Event-ID", "1");
    await().atMost(PATIENCE).until(() -> server.received.size() > 5);
    assertThat(events.response().statusCode()).isEqualTo(200);

    orders(OrderStatus.PAID, 2);

    await().atMost(PATIENCE).until(() -> events.texts("status").equals(List.of("PAID")));
  }

  @Test
  void anOrdersStreamEndsWhenNothingCanBecomeOfItAnyMore() {
    orders(OrderStatus.PENDING_PAYMENT, 1);
    Events events = streamOf("/orders/7/stream");
    await().atMost(PATIENCE).until(() -> events.data().size() == 1);
    orders(OrderStatus.PAID, 2);
    await().atMost(PATIENCE).until(() -> events.data().size() == 2);
    orders(OrderStatus.REFUNDED, 3);

    events.awaitEnd();
    assertThat(events.texts("status")).containsExactly("PENDING_PAYMENT", "PAID", "REFUNDED");
    assertThat(events.lines()).containsSubsequence("id: 1", "id: 2", "id: 3");
    server.received.clear();
    assertThat(streamOf("/orders/7/stream", "Last-Event-ID", "3").response().statusCode())
        .isEqualTo(204);
    assertThat(server.received).hasSize(1);
  }

  @Test
  void aCouponsStreamTellsWhatRemains() {
    Events events = streamOf("/coupons/5/stream");

    await().atMost(PATIENCE).until(() -> !events.data().isEmpty());
    assertThat(events.data().getFirst().toString())
        .isEqualTo("{\"couponId\":5,\"status\":\"OPEN\",\"totalQuantity\":100,\"remaining\":40}");
    assertThat(events.lines()).contains("id: OPEN-100-40");
  }

  @Test
  void bestSellersAreToldWhenTheyChangeAndNotWhenTheyWereReadAgain() {
    AtomicReference<TopProducts> now = new AtomicReference<>(ranking(1, "Pen"));
    server.instead = _ -> Future.succeededFuture(now.get());
    Events events = streamOf("/products/top/stream?size=1");
    await().atMost(PATIENCE).until(() -> events.data().size() == 1);

    TopProducts same = now.get();
    now.set(
        new TopProducts(
            same.window(), same.asOf().plusSeconds(9), TopProducts.Source.DATABASE, same.items()));
    server.received.clear();
    await().atMost(PATIENCE).until(() -> server.received.size() > 3);
    now.set(ranking(2, "Pen"));

    await().atMost(PATIENCE).until(() -> events.data().size() == 2);
    assertThat(events.data().getLast().at("/items/0/sold").asInt()).isEqualTo(2);
  }

  @Test
  void streamsOfOneWindowShareOneLookUpWhateverTheirSize() {
    for (int size = 1; size <= 8; size++) {
      streamOf("/products/top/stream?window=7d&size=" + size);
    }
    server.received.clear();
    await().atMost(PATIENCE).until(() -> server.received.size() > 5);

    assertThat(server.received).allMatch(it -> it.message().equals(new GetTop(Window.SEVEN_DAYS)));
    assertThat(streams).allMatch(stream -> stream.data().size() == 1);
    for (int size = 1; size <= 8; size++) {
      assertThat(streams.get(size - 1).data().getFirst().path("items")).hasSize(Math.min(7, size));
    }
  }

  /** What is found by a look that began before a client came may be older than what it was told. */
  @Test
  void noStateIsToldAfterANewerOne() {
    Promise<Object> slow = Promise.promise();
    AtomicBoolean looking = new AtomicBoolean();
    Map<OrderId, OrderState> old =
        Map.of(new OrderId(7), Stubs.orderState(new OrderId(7), OrderStatus.PENDING_PAYMENT, 1));
    server.instead =
        ask ->
            switch (ask) {
              case GetOrderState(var id, _) ->
                  Future.succeededFuture(
                      looking.get() ? Stubs.orderState(id, OrderStatus.PAID, 2) : old.get(id));
              case GetOrderStates _ -> {
                looking.set(true);
                yield slow.future();
              }
              default -> throw new AssertionError(ask);
            };
    Events early = streamOf("/orders/7/stream");
    await().atMost(PATIENCE).untilTrue(looking);
    Events late = streamOf("/orders/7/stream");
    await().atMost(PATIENCE).until(() -> late.texts("status").equals(List.of("PAID")));

    orders(OrderStatus.PAID, 2);
    slow.complete(old);
    await().atMost(PATIENCE).until(() -> early.data().size() == 2);
    orders(OrderStatus.REFUNDED, 3);

    late.awaitEnd();
    early.awaitEnd();
    assertThat(late.texts("status")).containsExactly("PAID", "REFUNDED");
    assertThat(early.texts("status")).containsExactly("PENDING_PAYMENT", "PAID", "REFUNDED");
  }

  /** What the others were told before is news to one who came with less. */
  @Test
  void whoKnowsLessThanTheOthersIsToldWhatTheyWere() {
    server.instead =
        ask ->
            Future.succeededFuture(
                switch (ask) {
                  case GetOrderState(var id, _) ->
                      Stubs.orderState(id, OrderStatus.PENDING_PAYMENT, 1);
                  case GetOrderStates(var ids) ->
                      ids.stream()
                          .collect(
                              Collectors.toMap(
                                  id -> id, id -> Stubs.orderState(id, OrderStatus.PAID, 2)));
                  default -> throw new AssertionError(ask);
                });
    for (int i = 0; i < 4; i++) { // on both event loops
      Events events = streamOf("/orders/7/stream");
      await()
          .atMost(PATIENCE)
          .until(() -> events.texts("status").equals(List.of("PENDING_PAYMENT", "PAID")));
    }
  }

  @Test
  void allStreamsOfTheNodeShareOneLookUp() {
    for (int i = 0; i < 8; i++) {
      listen("t-" + i);
    }
    // A stream joins the look-up a moment after it has begun.
    await().atMost(PATIENCE).until(() -> server.received.stream().anyMatch(looksUp(8)));
    server.received.clear();

    await().atMost(PATIENCE).until(() -> lookUps() >= 6);
    assertThat(server.received).allMatch(looksUp(8));
  }

  private static Predicate<TestServer.Received> looksUp(int tickets) {
    return it -> it.message() instanceof GetTickets(var ids) && ids.size() == tickets;
  }

  @Test
  void nothingIsLookedUpOnceNobodyListens() {
    Events events = listen("t-1");
    await().atMost(PATIENCE).until(() -> lookUps() > 2);
    events.close();

    await().atMost(PATIENCE).until(() -> server.web.streamsOpen() == 0);
    AtomicLong seen = new AtomicLong();
    await()
        .during(Duration.ofMillis(200))
        .atMost(PATIENCE)
        .until(() -> seen.getAndSet(lookUps()) == lookUps());
  }

  @Test
  void aQuietStreamShowsThatItLivesAndCountsAsNoRequest() {
    Events events = listen("t-1");

    await().atMost(PATIENCE).until(() -> events.lines().stream().filter(":"::equals).count() >= 3);
    assertThat(events.data()).hasSize(1);
    assertThat(server.web.requestsUnderWay()).isZero();
    assertThat(server.web.streamsOpen()).isEqualTo(1);
  }

  @Test
  void oneTooManyIsRefusedAndAPlaceThatIsLeftCanBeTaken() {
    for (int i = 0; i < TestConfigs.http().maxStreams(); i++) {
      assertThat(listen("t-" + i).response().statusCode()).isEqualTo(200);
    }
    Events refused = listen("t-11");
    assertThat(refused.response().statusCode()).isEqualTo(503);
    assertThat(refused.response().headers().firstValue("retry-after")).isPresent();

    streams.getFirst().close();
    await().atMost(PATIENCE).until(() -> listen("t-12").response().statusCode() == 200);
  }

  /** Each state is large, so that what the client does not read soon fills the connection. */
  @Test
  void aClientThatDoesNotReadGetsTheNewestStateAndCostsOneOfThem() {
    AtomicInteger asked = new AtomicInteger();
    String padding = "x".repeat(64 * 1024);
    server.instead =
        _ -> {
          int now = Math.min(300, asked.incrementAndGet());
          return Future.succeededFuture(ranking(now, "number " + now + padding));
        };
    try (RawClient slow = new RawClient(server.port())) {
      slow.send("GET " + TOP + "/stream HTTP/1.1\r\nHost: x\r\n\r\n");
      await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() >= 310);
      assertThat(server.web.streamsOpen()).isEqualTo(1);

      String all = slow.readAllUntil("number 300" + padding);
      long events = all.lines().filter(line -> line.startsWith("data: ")).count();
      assertThat(events).isBetween(2L, 200L);
    }
  }

  @Test
  void aStopEndsStreamsInsteadOfWaitingForThem() {
    Events events = listen("t-1");
    await().atMost(PATIENCE).until(() -> !events.data().isEmpty());
    long begun = System.nanoTime();

    TestServer.await(server.stopHttp());

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isLessThan(TestConfigs.http().drainTimeout());
    events.awaitEnd();
    assertThat(events.texts("status")).containsExactly("QUEUED");
  }
}
