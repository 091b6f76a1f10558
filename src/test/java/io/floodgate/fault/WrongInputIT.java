package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever is wrong with a request, nothing is changed by it. */
class WrongInputIT {

  private static final int TIMES = 5;

  /** Bodies that say nothing that can be carried out, wherever they are sent. */
  private static final List<String> NEVER_RIGHT =
      List.of(
          "",
          "{",
          "{}",
          "[]",
          "null",
          "1",
          "\"text\"",
          "{\"userId\":1",
          "{\"userId\":1}{}",
          "{'userId':1}",
          "\u0000",
          "{\"unknown\":true}",
          "[".repeat(5_000),
          "{\"a\":".repeat(5_000),
          "{\"amount\":NaN}",
          "{\"quantity\":Infinity}",
          "x".repeat(70_000));

  /** Values that are no positive whole number of an id, an amount or a quantity. */
  private static final List<String> NO_NUMBERS =
      List.of(
          "0",
          "-1",
          "1.5",
          "1e400",
          "\"1\"",
          "null",
          "true",
          "[1]",
          "{}",
          "9007199254740993",
          "9223372036854775808",
          "-9223372036854775808",
          "99999999999999999999999999",
          "01");

  @Test
  void changesNothing() {
    try (TestServer server = TestServer.start().with(1, 1_000_000_000, 2, 1_000)) {
      Client.Answer paid = Request.order(1, Line.of(1)).sendTo(server.client()).join();
      Client.Answer pending = Request.unpaidOrder(1, Line.of(1)).sendTo(server.client()).join();
      long payment = paid.number("paymentId");
      List<Request> wrong = wrongRequests(payment, pending.number("orderId"));
      Map<String, String> before = everything(server);

      List<Client.Answer> answers =
          Crowd.of(
              wrong.size() * TIMES,
              i -> {
                Request request = wrong.get(i % wrong.size());
                return i < wrong.size()
                    ? request.sendTo(server.client())
                    : request.sendTo(server.client(), "key-" + i);
              });

      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).status())
            .as("%s: %s", wrong.get((i + 1) % wrong.size()), answers.get(i).body())
            .isIn(400, 404, 409, 413);
      }
      assertThat(everything(server)).isEqualTo(before);
      server.assertInvariantsHold();
    }
  }

  private static List<Request> wrongRequests(long payment, long pendingOrder) {
    Request order = Request.order(1, Line.of(1));
    Request charge = Request.charge(1, 1);
    Request restock = Request.restock(1, 1);
    Request creation = Request.createProduct("a lamp", 1, 1);
    Request refund = Request.refund(payment, Line.of(1));
    List<Request> wrong = new ArrayList<>();
    for (Request right : List.of(order, charge, restock, creation, refund)) {
      NEVER_RIGHT.forEach(body -> wrong.add(new Request(right.path(), body)));
      wrong.add(with(right, "}$", ",\"surplus\":1}"));
    }
    for (String value : NO_NUMBERS) {
      wrong.add(with(order, "\"userId\":1", "\"userId\":" + value));
      wrong.add(with(order, "\"productId\":1", "\"productId\":" + value));
      wrong.add(with(order, "\"quantity\":1", "\"quantity\":" + value));
      wrong.add(with(charge, "1", value));
      wrong.add(with(restock, "1", value));
      wrong.add(with(creation, "\"price\":1", "\"price\":" + value));
      wrong.add(with(refund, "\"productId\":1", "\"productId\":" + value));
      wrong.add(with(refund, "\"quantity\":1", "\"quantity\":" + value));
    }
    wrong.add(with(order, "\"pay\":true", "\"pay\":\"yes\""));
    wrong.add(with(order, "\\[.*]", "[]"));
    wrong.add(with(order, "\\[.*]", "{}"));
    wrong.add(with(creation, "a lamp", ""));
    wrong.add(with(creation, "a lamp", "x".repeat(201)));
    wrong.add(with(creation, "\"stock\":1", "\"stock\":-1"));
    wrong.add(Request.order(2, Line.of(1))); // a user, a product, a payment that do not exist
    wrong.add(Request.order(1, Line.of(3)));
    wrong.add(Request.order(1, Line.of(1), Line.of(3)));
    wrong.add(Request.refund(payment + 1));
    wrong.add(Request.charge(2, 1));
    wrong.add(Request.charge(1, 1_000_001));
    wrong.add(Request.restock(3, 1));
    wrong.add(Request.pay(1));
    wrong.add(Request.cancel(1));
    wrong.add(new Request(Request.pay(pendingOrder).path(), "{\"surplus\":1}"));
    wrong.add(new Request(Request.cancel(pendingOrder).path(), "[]"));
    wrong.add(Request.order(1, new Line(1, 1_000_001)));
    wrong.add(Request.order(1, new Line(1, 1_000_000), new Line(1, 1))); // too many together
    wrong.add(Request.order(1, new Line(1, 999), new Line(2, 1_001))); // more than there is
    wrong.add(Request.refund(payment, new Line(1, 2)));
    wrong.add(Request.refund(payment, Line.of(2)));
    wrong.add(
        Request.order(1, IntStream.rangeClosed(1, 10_000).mapToObj(Line::of).toArray(Line[]::new)));
    return wrong;
  }

  private static Request with(Request request, String pattern, String replacement) {
    String body = request.body().replaceFirst(pattern, replacement);
    assertThat(body).isNotEqualTo(request.body());
    return new Request(request.path(), body);
  }

  /** A fingerprint of each table's rows. */
  private static Map<String, String> everything(TestServer server) {
    return server
        .database()
        .texts(
            """
            SELECT tablename FROM pg_tables
             WHERE schemaname = 'public' AND tablename <> 'id_range'
            """)
        .stream()
        .collect(
            Collectors.toMap(
                table -> table,
                table ->
                    server
                        .database()
                        .texts(
                            "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)),"
                                + " 0) FROM "
                                + table
                                + " t")
                        .getFirst()));
  }
}
