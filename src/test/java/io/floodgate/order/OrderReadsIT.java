package io.floodgate.order;

import static io.floodgate.server.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.server.Client;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderReadsIT {

  private static TestServer server;
  private static Shop shop;

  @BeforeAll
  static void start() {
    server = TestServer.start().with(10, 1_000_000, 6, 1_000);
    shop = new Shop(server);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static List<Long> ids(JsonNode page) {
    List<Long> ids = new ArrayList<>();
    page.path("items").forEach(order -> ids.add(order.path("orderId").asLong()));
    return ids;
  }

  @Test
  void listsTheOrdersOfAUserNewestFirst() {
    List<Long> placed = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      placed.addFirst(shop.buy(1, line(1, 1), line(2, 1)).path("orderId").asLong());
    }
    String list = "/api/v1/users/1/orders?limit=3";

    List<Long> listed = new ArrayList<>();
    JsonNode page = shop.get(list);
    while (page.has("nextCursor")) {
      listed.addAll(ids(page));
      shop.buy(1, line(1, 1)); // newer than the cursor: not shown to who walks on
      page = shop.get(list + "&cursor=" + page.path("nextCursor").asText());
    }
    listed.addAll(ids(page));

    assertThat(listed).isEqualTo(placed);
    assertThat(listed).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(shop.get(list).path("items").get(0).path("items")).hasSize(1);
  }

  @Test
  void listsNothingOfOthers() {
    shop.buy(2, line(1, 1));

    assertThat(ids(shop.get("/api/v1/users/3/orders"))).isEmpty();
    assertThat(server.client().get("/api/v1/users/99/orders").error()).isEqualTo("USER_NOT_FOUND");
  }

  @Test
  void keepsNameAndPriceAsTheyWereWhenItWasPlaced() {
    JsonNode before = shop.get("/api/v1/products/3");
    JsonNode order = shop.buy(4, line(3, 2));
    server.client().send("PATCH", "/api/v1/products/3", "{\"name\":\"새 이름\",\"price\":7}");

    JsonNode item = shop.get("/api/v1/orders/" + order.path("orderId")).path("items").get(0);
    assertThat(item.path("name")).isEqualTo(before.path("name"));
    assertThat(item.path("price")).isEqualTo(before.path("price"));
    JsonNode later = shop.buy(4, line(3, 1));
    assertThat(later.path("items").get(0).path("name").asText()).isEqualTo("새 이름");
    assertThat(later.path("total").asLong()).isEqualTo(7);
    shop.refund(order);
    assertThat(shop.points(4)).isEqualTo(1_000_000 - 7);
  }

  @Test
  void showsAnOrderAsItsAnswerDid() {
    JsonNode placed = shop.buy(5, line(4, 2), line(1, 3));

    assertThat(shop.get("/api/v1/orders/" + placed.path("orderId"))).isEqualTo(placed);
    assertThat(shop.get("/api/v1/users/5/orders").path("items").get(0)).isEqualTo(placed);
  }

  @Test
  void listsPaymentsAndRefundsInTheOrderInWhichTheyWereMade() {
    JsonNode order = shop.buy(6, line(1, 3), line(2, 1));
    JsonNode first = shop.refund(order, line(1, 1));
    JsonNode second = shop.refund(order, line(1, 2), line(2, 1));

    JsonNode payments =
        shop.get("/api/v1/orders/" + order.path("orderId") + "/payments").path("items");

    assertThat(payments).hasSize(3);
    assertThat(payments.get(0).path("kind").asText()).isEqualTo("PAYMENT");
    assertThat(payments.get(0).path("amount")).isEqualTo(order.path("total"));
    assertThat(payments.get(1)).isEqualTo(first);
    assertThat(payments.get(2)).isEqualTo(second);
    assertThat(shop.get("/api/v1/payments/" + second.path("paymentId"))).isEqualTo(second);
    assertThat(second.path("refundOf")).isEqualTo(order.path("paymentId"));
  }

  @Test
  void listsNoPaymentOfAnOrderThatWaitsForIt() {
    JsonNode order = shop.reserve(7, line(1, 1));

    assertThat(shop.get("/api/v1/orders/" + order.path("orderId") + "/payments").path("items"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/orders/1, ORDER_NOT_FOUND",
    "GET, /api/v1/orders/1/payments, ORDER_NOT_FOUND",
    "POST, /api/v1/orders/1/payments, ORDER_NOT_FOUND",
    "POST, /api/v1/orders/1/cancel, ORDER_NOT_FOUND",
    "GET, /api/v1/payments/1, PAYMENT_NOT_FOUND",
  })
  void knowsNothingOfWhatIsNotThere(String method, String path, String error) {
    Client.Answer answer = server.client().send(method, path, null);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error()).isEqualTo(error);
  }
}
