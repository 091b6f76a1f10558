package io.floodgate.race;

import static io.floodgate.server.Crowd.successes;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One key is one effect, whoever repeats it, however often at once, at whichever server. */
class SameKeyIT {

  private static final int TIMES = 100;
  private static final long USER = 1;

  private static TestServer server;
  private static TestServer other;

  @BeforeAll
  static void start() {
    server = TestServer.start().with(1, 50_000_000, 3, 1_000_000);
    other = TestServer.on(server.endpoints(), Map.of());
  }

  @AfterAll
  static void stop() {
    server.assertInvariantsHold();
    other.close();
    server.close();
  }

  private record Kind(String name, Function<Client, Request> request) {

    /** One that says something else, in its body or where it has none in its path. */
    Request another(Request one) {
      return one.body() == null
          ? request.apply(server.client())
          : new Request(one.path(), one.body().replaceFirst("[{]", "{ "));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Arguments> kindsAndServers() {
    List<Kind> kinds =
        List.of(
            new Kind("order", client -> Request.order(USER, Line.of(1), Line.of(2))),
            new Kind("unpaid order", client -> Request.unpaidOrder(USER, Line.of(3))),
            new Kind("order with a coupon", client -> Request.order(USER, aCoupon(), Line.of(2))),
            new Kind(
                "unpaid with a coupon", client -> Request.unpaidOrder(USER, aCoupon(), Line.of(2))),
            new Kind("cancel with a coupon", client -> Request.cancel(anOrderWithACoupon(client))),
            new Kind("charge", client -> Request.charge(USER, 10)),
            new Kind("pay", client -> Request.pay(anUnpaidOrder(client))),
            new Kind("cancel", client -> Request.cancel(aPaidOrder(client, "orderId"))),
            new Kind("refund", client -> Request.refund(aPaidOrder(client, "paymentId"))),
            new Kind(
                "partial refund",
                client -> Request.refund(aPaidOrder(client, "paymentId"), new Line(1, 2))),
            new Kind("restock", client -> Request.restock(1, 7)),
            new Kind("creation", client -> Request.createProduct("a lamp", 900, 7)));
    Named<List<Client>> alone = Named.of("one server", List.of(server.client()));
    Named<List<Client>> both = Named.of("two servers", List.of(server.client(), other.client()));
    return kinds.stream()
        .flatMap(kind -> Stream.of(Arguments.of(kind, alone), Arguments.of(kind, both)))
        .toList();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("kindsAndServers")
  void hasOneEffectAndOneAnswer(Kind kind, List<Client> servers) {
    Request request = kind.request.apply(server.client());
    Request another = kind.another(request);
    String key = kind.name.replace(' ', '-') + servers.size();
    long before = events();

    List<Client.Answer> answers = together(TIMES, request, key, servers);

    Client.Answer first = theOneThatIsNoReplay(answers);
    long effect = events() - before;
    assertThat(effect).isBetween(1L, 4L);
    for (Client.Answer retry : together(servers.size(), request, key, servers)) {
      assertThat(retry.replayed()).isTrue();
      assertSame(retry, first);
    }
    assertThat(Crowd.outcomes(together(20, another, key, servers)).keySet())
        .contains("422 IDEMPOTENCY_KEY_REUSED")
        .isSubsetOf("422 IDEMPOTENCY_KEY_REUSED", "409 IDEMPOTENCY_KEY_IN_USE");
    assertThat(events() - before).isEqualTo(effect);
  }

  @Test
  void hasOneEffectThoughItIsSentWithDifferentRequestsAtOnce() {
    List<Request> requests =
        List.of(
            Request.order(USER, Line.of(1)),
            Request.charge(USER, 10),
            Request.pay(anUnpaidOrder(server.client())),
            Request.cancel(aPaidOrder(server.client(), "orderId")),
            Request.refund(aPaidOrder(server.client(), "paymentId")));

    assertOneOfThemWins(requests, "of-a-user");
  }

  @Test
  void hasOneEffectThoughOperatorsSendItWithDifferentRequestsAtOnce() {
    assertOneOfThemWins(
        List.of(
            Request.restock(1, 7), Request.restock(2, 7), Request.createProduct("a lamp", 900, 7)),
        "of-an-operator");
  }

  private static void assertOneOfThemWins(List<Request> requests, String key) {
    List<Client> clients = List.of(server.client(), other.client());
    long before = server.number("SELECT count(*) FROM idempotency");

    List<Client.Answer> answers =
        Crowd.of(TIMES, i -> requests.get(i % requests.size()).sendTo(clients.get(i / 7 % 2), key));

    assertThat(successes(answers)).filteredOn(answer -> !answer.replayed()).hasSize(1);
    Client.Answer first = successes(answers).getFirst();
    assertThat(successes(answers)).allSatisfy(answer -> assertSame(answer, first));
    assertThat(answers)
        .filteredOn(answer -> !answer.succeeded())
        .extracting(Client.Answer::outcome)
        .contains("422 IDEMPOTENCY_KEY_REUSED")
        .isSubsetOf("422 IDEMPOTENCY_KEY_REUSED", "409 IDEMPOTENCY_KEY_IN_USE");
    assertThat(server.number("SELECT count(*) FROM idempotency")).isEqualTo(before + 1);
  }

  private static List<Client.Answer> together(
      int times, Request request, String key, List<Client> servers) {
    return Crowd.of(times, i -> request.sendTo(servers.get(i % servers.size()), key));
  }

  private static Client.Answer theOneThatIsNoReplay(List<Client.Answer> answers) {
    assertThat(answers)
        .filteredOn(answer -> !answer.succeeded())
        .allSatisfy(answer -> assertThat(answer.outcome()).isEqualTo("409 IDEMPOTENCY_KEY_IN_USE"));
    List<Client.Answer> successes = successes(answers);
    assertThat(successes).filteredOn(answer -> !answer.replayed()).hasSize(1);
    Client.Answer first = successes.getFirst();
    assertThat(successes).allSatisfy(answer -> assertSame(answer, first));
    return first;
  }

  private static void assertSame(Client.Answer answer, Client.Answer first) {
    assertThat(answer.status()).isEqualTo(first.status());
    assertThat(answer.data()).isEqualTo(first.data());
  }

  private static long events() {
    return server.number("SELECT count(*) FROM outbox");
  }

  private static Request.Coupon aCoupon() {
    return server.database().userCoupon(USER);
  }

  private static long anOrderWithACoupon(Client client) {
    return Request.order(USER, aCoupon(), Line.of(2)).sendTo(client).join().number("orderId");
  }

  private static long anUnpaidOrder(Client client) {
    return Request.unpaidOrder(USER, Line.of(1)).sendTo(client).join().number("orderId");
  }

  private static long aPaidOrder(Client client, String field) {
    return Request.order(USER, new Line(1, 5)).sendTo(client).join().number(field);
  }
}
