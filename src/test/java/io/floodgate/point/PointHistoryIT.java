package io.floodgate.point;

import static io.floodgate.server.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointHistoryIT {

  private static final int USERS = 5;

  private static TestServer server;
  private static Shop shop;

  @BeforeAll
  static void start() {
    server = TestServer.start().with(USERS, 100_000, 1, 100);
    shop = new Shop(server);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static String history(long user) {
    return "/api/v1/users/" + user + "/points/history";
  }

  private static void charge(long user, int amount) {
    shop.post(200, "/api/v1/users/" + user + "/points/charge", "{\"amount\":" + amount + "}");
  }

  private static List<Long> sequences(JsonNode page) {
    List<Long> sequences = new ArrayList<>();
    page.path("items").forEach(entry -> sequences.add(entry.path("sequence").asLong()));
    return sequences;
  }

  @Test
  void goesFromTheNewestToTheFirstWhileNewEntriesCome() {
    for (int amount = 1; amount <= 6; amount++) {
      charge(1, amount);
    }
    List<Long> shown = new ArrayList<>();
    JsonNode page = shop.get(history(1) + "?limit=3");
    while (true) {
      shown.addAll(sequences(page));
      if (!page.has("nextCursor")) {
        break;
      }
      charge(1, 100);
      page = shop.get(history(1) + "?limit=3&cursor=" + page.path("nextCursor").asText());
    }

    assertThat(shown).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
  }

  @Test
  void saysWhatCausedEachEntryAndWhatItLeft() {
    JsonNode order = shop.buy(2, line(1, 1));
    JsonNode refund = shop.refund(order);

    JsonNode entries = shop.get(history(2)).path("items");

    assertThat(entries.findValuesAsText("kind")).containsExactly("REFUND", "USE", "CHARGE");
    JsonNode use = entries.get(1);
    assertThat(use.path("orderId")).isEqualTo(order.path("orderId"));
    assertThat(use.path("paymentId")).isEqualTo(order.path("paymentId"));
    assertThat(use.path("amount").asLong()).isEqualTo(-order.path("total").asLong());
    assertThat(use.path("balanceAfter").asLong()).isEqualTo(100_000 - order.path("total").asLong());
    assertThat(entries.get(0).path("paymentId")).isEqualTo(refund.path("paymentId"));
    assertThat(entries.get(0).path("balanceAfter").asLong()).isEqualTo(100_000);
    assertThat(entries.get(2).has("orderId")).isFalse();
  }

  @Test
  void isOfOneUserAlone() {
    charge(3, 5);

    assertThat(sequences(shop.get(history(4)))).containsExactly(1L);
    assertThat(server.client().get(history(99)).error()).isEqualTo("USER_NOT_FOUND");
    assertThat(server.client().get("/api/v1/users/99/points").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=101", "limit=x", "cursor=x", "cursor=", "page=1"})
  void refusesAQueryThatItDoesNotUnderstand(String query) {
    assertThat(server.client().get(history(1) + "?" + query).status()).isEqualTo(400);
  }
}
