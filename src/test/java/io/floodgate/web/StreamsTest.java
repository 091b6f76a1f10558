package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CouponId;
import io.floodgate.base.Failure;
import io.floodgate.base.Text;
import io.floodgate.base.UserId;
import io.floodgate.coupon.CouponAsk.GetTicket;
import io.floodgate.coupon.CouponAsk.GetTickets;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.coupon.TicketView;
import io.floodgate.server.Events;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams of events over real connections: what is told, and what they may cost the server. */
class StreamsTest {

  private static final String TICKETS = "/api/v1/coupons/tickets/";
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
    assertThat(headers.firstValue("cache-control")).contains("no-store");
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
  void allStreamsOfAnEventLoopShareOneLookUp() {
    for (int i = 0; i < 8; i++) {
      listen("t-" + i);
    }
    server.received.clear();

    await().atMost(PATIENCE).until(() -> lookUps() >= 6);
    assertThat(server.received).allMatch(it -> it.message() instanceof GetTickets);
    int shown =
        server.received.stream()
            .limit(2)
            .mapToInt(it -> ((GetTickets) it.message()).ticketIds().size())
            .max()
            .orElseThrow();
    assertThat(shown).isGreaterThanOrEqualTo(4);
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
    tickets(
        id -> {
          Text words = new Text(asked.incrementAndGet() + " " + padding, "");
          return new TicketView(
              id,
              new CouponId(5),
              new UserId(1),
              asked.get() < 600 ? TicketView.Status.QUEUED : TicketView.Status.REFUSED,
              Optional.empty(),
              Optional.empty(),
              Optional.of("X"),
              Optional.of(words));
        });
    try (RawClient slow = new RawClient(server.port())) {
      slow.send("GET " + TICKETS + "t-1 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
      await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() >= 600);
      assertThat(server.web.streamsOpen()).isEqualTo(1);

      String all = slow.readAllUntil("\"REFUSED\"");
      long events = all.lines().filter(line -> line.startsWith("data: ")).count();
      assertThat(events).isBetween(2L, 400L);
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
