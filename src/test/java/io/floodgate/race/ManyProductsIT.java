package io.floodgate.race;

import static io.floodgate.server.Crowd.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import io.floodgate.server.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ManyProductsIT {

  private static final int ORDERS = 400;
  private static final int USERS = 20;
  private static final int PRODUCTS = 10;

  @Test
  void neverDeadlocksHoweverOrdersNameTheirProducts() {
    Database database = Database.fresh().with(USERS, 50_000_000, PRODUCTS, 100_000);
    try (TestServer one = TestServer.on(database.endpoints(), Map.of());
        TestServer other = TestServer.on(database.endpoints(), Map.of())) {
      List<Client> clients = List.of(one.client(), other.client());

      List<Client.Answer> answers =
          Crowd.of(
              ORDERS,
              i -> {
                List<Line> lines = lines(new Random(i));
                if (i % 2 == 0) {
                  Collections.reverse(lines);
                }
                return Request.order(1 + i % USERS, lines.toArray(Line[]::new))
                    .sendTo(clients.get(i / 2 % 2));
              });

      assertThat(outcomes(answers)).isEqualTo(Map.of("201", (long) ORDERS));
      one.assertInvariantsHold();
    }
    // Sessions report it at their end at the latest.
    assertThat(
            database.number(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
        .isZero();
  }

  @Test
  void twoServersOfOneDatabaseLoseNothing() {
    Database database = Database.fresh().with(USERS, 50_000_000, PRODUCTS, 200);
    long pointsBefore = database.number("SELECT sum(balance) FROM point_account");
    try (ServerProcess one = ServerProcess.start(database, Map.of());
        ServerProcess other = ServerProcess.start(database, Map.of())) {
      List<Client> clients = List.of(one.client(), other.client());

      List<Client.Answer> answers =
          Crowd.of(
              ORDERS,
              i ->
                  Request.order(1 + i % USERS, lines(new Random(i)).toArray(Line[]::new))
                      .sendTo(clients.get(i % 2)));

      assertThat(outcomes(answers)).containsOnlyKeys("201", "409 OUT_OF_STOCK");
      List<Client.Answer> sold = Crowd.successes(answers);
      assertThat(database.numbers("SELECT id FROM orders"))
          .containsExactlyInAnyOrderElementsOf(Crowd.numbers(sold, "orderId"));
      assertThat(database.number("SELECT sum(balance) FROM point_account"))
          .isEqualTo(pointsBefore - Crowd.sum(sold, "total"));
      for (long product = 1; product <= PRODUCTS; product++) {
        assertThat(database.number("SELECT stock FROM product WHERE id = " + product))
            .isEqualTo(200 - unitsOf(product, sold));
      }
      other.client().assertInvariantsHold();
    }
  }

  /** Three to six products, some of which every other order wants too. */
  private static List<Line> lines(Random random) {
    List<Long> products = new ArrayList<>(LongStream.rangeClosed(1, PRODUCTS).boxed().toList());
    Collections.shuffle(products, random);
    return new ArrayList<>(
        products.subList(0, random.nextInt(3, 7)).stream()
            .map(product -> new Line(product, random.nextInt(1, 4)))
            .toList());
  }

  private static long unitsOf(long product, List<Client.Answer> orders) {
    long units = 0;
    for (Client.Answer order : orders) {
      for (var item : order.data().path("items")) {
        if (item.path("productId").longValue() == product) {
          units += item.path("quantity").longValue();
        }
      }
    }
    return units;
  }
}
