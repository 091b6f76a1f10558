package io.floodgate.race;

import static io.floodgate.server.Crowd.outcomes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.CommandLineRun;
import io.floodgate.local.StackConfig;
import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everyone wants a coupon in the same second: exactly as many get one as there are. */
class CouponRushIT {

  private static final int USERS = 2_000;
  private static final int TOTAL = 100;

  private static final String OPEN_FOR_ONE =
      """
      {"name": "one", "discount": {"type": "FIXED", "value": 1000}, "totalQuantity": 1,
       "issueFrom": "2020-01-01T00:00:00Z", "issueUntil": "2090-01-01T00:00:00Z",
       "validFrom": "2020-01-01T00:00:00Z", "validUntil": "2099-01-01T00:00:00Z"}
      """;

  private static TestServer server;
  private static TestServer other;
  private static List<Client> clients;

  @BeforeAll
  static void start() {
    server = TestServer.start().with(USERS, 1_000, 1, 1_000);
    other = TestServer.on(server.endpoints(), Map.of());
    clients = List.of(server.client(), other.client());
  }

  @AfterAll
  static void stop() {
    other.close();
    server.close();
  }

  @ParameterizedTest(name = "at {0} servers")
  @ValueSource(ints = {1, 2})
  void issuesExactlyAsManyAsThereAre(int servers) {
    long coupon = coupon(TOTAL);

    List<Client.Answer> answers =
        Crowd.of(USERS, user -> Request.issue(coupon, user).sendTo(clients.get(user % servers)));

    assertThat(outcomes(answers))
        .isEqualTo(Map.of("204", (long) TOTAL, "409 COUPON_SOLD_OUT", (long) USERS - TOTAL));
    assertIssued(coupon, TOTAL);
    List<Long> winners =
        IntStream.range(0, USERS)
            .filter(i -> answers.get(i).succeeded())
            .mapToObj(i -> i + 1L)
            .toList();
    assertThat(holders(coupon)).containsExactlyInAnyOrderElementsOf(winners);
    invariantsHold();
  }

  @ParameterizedTest(name = "at {0} servers")
  @ValueSource(ints = {1, 2})
  void issuesOneToAUserWhoAsksFiftyTimesAtOnce(int servers) {
    long coupon = coupon(TOTAL);

    var answers = Crowd.of(50, i -> Request.issue(coupon, 7).sendTo(clients.get(i % servers)));

    assertThat(outcomes(answers)).isEqualTo(Map.of("204", 1L, "409 COUPON_ALREADY_ISSUED", 49L));
    assertIssued(coupon, 1);
    invariantsHold();
  }

  @ParameterizedTest(name = "at {0} servers")
  @ValueSource(ints = {1, 2})
  void hasOneEffectAndOneAnswerAKey(int servers) {
    long coupon = coupon(3);

    var answers =
        Crowd.of(
            100,
            i ->
                Request.issue(coupon, 1 + i % 3)
                    .sendTo(clients.get(i / 3 % servers), "key-" + coupon));

    assertThat(outcomes(answers).keySet()).isSubsetOf("204", "409 IDEMPOTENCY_KEY_IN_USE");
    assertThat(Crowd.successes(answers)).filteredOn(answer -> !answer.replayed()).hasSize(3);
    assertIssued(coupon, 3);
    for (int user = 1; user <= 3; user++) {
      Client.Answer again =
          Request.issue(coupon, user).sendTo(other.client(), "key-" + coupon).join();
      assertThat(again.outcome()).as("sold out, and yet its own answer").isEqualTo("204");
      assertThat(again.replayed()).isTrue();
    }
    assertIssued(coupon, 3);
    invariantsHold();
  }

  @Test
  void issuesWhatARaisedTotalAndRevokesFreeAtOnceHereAndWithinASecondAtEveryServer() {
    long coupon = coupon(2);
    assertThat(issue(coupon, 1, server)).isEqualTo("204");
    assertThat(issue(coupon, 2, other)).isEqualTo("204");
    soldOut(coupon, server);
    soldOut(coupon, other);

    change(coupon, 3);
    assertThat(issue(coupon, 4, server)).isEqualTo("204");
    soldOut(coupon, server);
    soldOut(coupon, other);

    revoke(coupon, 1);
    assertThat(issue(coupon, 5, server)).isEqualTo("204");
    soldOut(coupon, server);
    soldOut(coupon, other);

    change(coupon, 4);
    isIssuedSoon(coupon, 6, other);
    soldOut(coupon, server);
    soldOut(coupon, other);

    revoke(coupon, 2);
    isIssuedSoon(coupon, 8, other);
    assertThat(issue(coupon, 1, server)).isEqualTo("409 COUPON_ALREADY_ISSUED");
    assertThat(server.number("SELECT issued * 10 + revoked FROM coupon WHERE id = " + coupon))
        .isEqualTo(62);
    invariantsHold();
  }

  /** The keeper of the gates would notice, too, but here it looks too seldom. */
  @Test
  void hearsOfFreePlacesFromWhoeverFreesThem() {
    Map<String, String> seldom =
        Map.of(
            "FLOODGATE_COUPONS_GATE_INTERVAL", "1m", "FLOODGATE_COUPONS_SOLD_OUT_INTERVAL", "1m");
    try (TestServer alone = TestServer.start(seldom).with(9, 1_000, 0, 0)) {
      long coupon = alone.client().post("/api/v1/coupons", OPEN_FOR_ONE).number("couponId");
      await().until(() -> alone.database().hasGate(coupon));
      assertThat(issue(coupon, 1, alone)).isEqualTo("204");
      soldOut(coupon, alone);

      alone.client().send("PATCH", path(coupon), "{\"totalQuantity\":2}");
      assertThat(issue(coupon, 2, alone)).isEqualTo("204");
      soldOut(coupon, alone);

      alone.client().post(path(coupon) + "/revoke", "{\"userId\":1}");
      assertThat(issue(coupon, 4, alone)).isEqualTo("204");
      soldOut(coupon, alone);

      alone.client().send("PATCH", path(coupon), "{\"totalQuantity\":9}");
      assertThat(issue(coupon, 5, alone)).isEqualTo("204");
      alone.client().send("PATCH", path(coupon), "{\"issueUntil\":\"2021-01-01T00:00:00Z\"}");
      assertThat(issue(coupon, 6, alone)).isEqualTo("409 COUPON_NOT_IN_ISSUE_PERIOD");
      alone.assertInvariantsHold();
    }
  }

  /** Admins and users at once: every place is issued in the end, and none twice. */
  @Test
  void staysExactWhileTheTotalIsRaisedAndCouponsAreRevoked() {
    long coupon = coupon(50);
    int steps = 20;

    var answers =
        Crowd.of(
            1_000,
            i -> {
              int step = i / 50;
              return switch (i % 50) {
                case 0 ->
                    server
                        .client()
                        .sendAsync(
                            "PATCH", path(coupon), "{\"totalQuantity\":%d}".formatted(51 + step));
                case 25 -> revoking(coupon, i - 25 + 1);
                default -> Request.issue(coupon, i).sendTo(clients.get(i % 2));
              };
            });

    Map<Boolean, List<Client.Answer>> ofAdmins =
        IntStream.range(0, answers.size())
            .boxed()
            .collect(
                Collectors.partitioningBy(
                    i -> (i + 1) % 25 == 0, Collectors.mapping(answers::get, Collectors.toList())));
    assertThat(outcomes(ofAdmins.get(false)).keySet()).isSubsetOf("204", "409 COUPON_SOLD_OUT");
    // Administrators share a few connections, and may have to come again.
    assertThat(outcomes(ofAdmins.get(true)).keySet())
        .isSubsetOf("200", "409 COUPON_NOT_OWNED", "409 COUPON_TOTAL_TOO_SMALL", "503 UNAVAILABLE");
    await()
        .untilAsserted(
            () -> {
              for (int user = 1_001; user <= 1_200; user += 20) {
                issue(coupon, user + (int) (System.nanoTime() % 20), server);
              }
              assertThat(
                      server.number(
                          "SELECT total_quantity + revoked - issued FROM coupon WHERE id = "
                              + coupon))
                  .isZero();
            });
    assertThat(server.number("SELECT max(total_quantity) FROM coupon WHERE id = " + coupon))
        .isBetween(50L, 51L + steps);
    invariantsHold();
  }

  /** Who is let through keeps the place from gate to gate, and no place is given twice or lost. */
  @Test
  void issuesExactlyAsManyAsThereAreWhileAnOperatorHasTheGateBuiltAgainAndAgain() {
    int total = USERS - 100;
    int rebuilds = 5;
    long coupon = coupon(total);
    long epoch = epoch(coupon);
    CompletableFuture<List<CommandLineRun>> operator =
        CompletableFuture.supplyAsync(
            () -> Stream.generate(() -> rebuild(coupon)).limit(rebuilds).toList());

    // Who hears no, or 503 on a busy machine, asks again: a place that came free is had by
    // somebody.
    Deque<Integer> without = new ArrayDeque<>(IntStream.rangeClosed(1, USERS).boxed().toList());
    List<Long> winners = new ArrayList<>();
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              List<Integer> some = Stream.generate(without::poll).limit(50).toList();
              var answers =
                  Crowd.of(
                      some.size(),
                      i -> Request.issue(coupon, some.get(i - 1)).sendTo(clients.get(i % 2)));
              for (int i = 0; i < some.size(); i++) {
                if (answers.get(i).succeeded()) {
                  winners.add((long) some.get(i));
                } else {
                  without.add(some.get(i));
                }
              }
              return operator.isDone() && issued(coupon) >= total;
            });

    assertThat(operator.join()).allMatch(run -> run.exitCode() == 0, "rebuilt");
    assertThat(epoch(coupon)).isGreaterThanOrEqualTo(epoch + rebuilds);
    assertThat(winners).doesNotHaveDuplicates();
    assertThat(holders(coupon)).containsAll(winners);
    assertIssued(coupon, total);
    invariantsHold();
  }

  private static long issued(long coupon) {
    return server.number("SELECT issued FROM coupon WHERE id = " + coupon);
  }

  private static CommandLineRun rebuild(long coupon) {
    return CommandLineRun.of(
        StackConfig.variables(server.endpoints()),
        "rebuild",
        "gates",
        Long.toString(coupon),
        "--quiet");
  }

  private static long epoch(long coupon) {
    return server.number("SELECT gate_epoch FROM coupon WHERE id = " + coupon);
  }

  /** One whose gate stands: without it only a bounded few are let through. */
  private static long coupon(long total) {
    long coupon = server.database().coupon(total);
    await().until(() -> server.database().hasGate(coupon));
    return coupon;
  }

  private static String path(long coupon) {
    return "/api/v1/coupons/" + coupon;
  }

  private static String issue(long coupon, int user, TestServer at) {
    return Request.issue(coupon, user).sendTo(at.client()).join().outcome();
  }

  /** Another server hears of it within {@code coupons.soldOutInterval}. */
  private static void isIssuedSoon(long coupon, int user, TestServer at) {
    await()
        .atMost(Duration.ofSeconds(1))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> issue(coupon, user, at).equals("204"));
  }

  private static void soldOut(long coupon, TestServer at) {
    assertThat(issue(coupon, 3, at)).isEqualTo("409 COUPON_SOLD_OUT");
  }

  private static void change(long coupon, long total) {
    assertThat(
            server
                .client()
                .send("PATCH", path(coupon), "{\"totalQuantity\":%d}".formatted(total))
                .outcome())
        .isEqualTo("200");
  }

  private static void revoke(long coupon, long user) {
    assertThat(revoking(coupon, user).join().outcome()).isEqualTo("200");
  }

  private static CompletableFuture<Client.Answer> revoking(long coupon, long user) {
    return server.client().postAsync(path(coupon) + "/revoke", "{\"userId\":%d}".formatted(user));
  }

  private static void assertIssued(long coupon, long count) {
    assertThat(
            server
                .database()
                .numbers(
                    "SELECT sequence FROM user_coupon WHERE coupon_id = %d ORDER BY sequence"
                        .formatted(coupon)))
        .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
  }

  private static List<Long> holders(long coupon) {
    return server.database().numbers("SELECT user_id FROM user_coupon WHERE coupon_id = " + coupon);
  }

  private static void invariantsHold() {
    server.assertInvariantsHold();
    other.assertInvariantsHold();
  }
}
