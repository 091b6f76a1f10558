package io.floodgate.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What rankings should be, worked out from the payments in the plainest way. */
record Truth(Database database) {

  private static final Map<Window, String> SINCE =
      Map.of(
          Window.TODAY, midnight(0),
          Window.THREE_DAYS, midnight(2),
          Window.SEVEN_DAYS, midnight(6),
          Window.HOUR, "date_trunc('hour', %s) - interval '1 hour'");

  private static String midnight(int daysAgo) {
    return "(date_trunc('day', %s AT TIME ZONE 'Asia/Seoul') - interval '"
        + daysAgo
        + " days') AT TIME ZONE 'Asia/Seoul'";
  }

  /**
   * The best hundred as {@code id:sold}.
   *
   * @param now as SQL
   */
  List<String> list(Window window, String now) {
    return database.texts(
        """
        WITH moved AS (
          SELECT p.created_at, i.product_id, i.quantity
            FROM payment p JOIN order_item i USING (order_id) WHERE p.kind = 'PAYMENT'
          UNION ALL
          SELECT p.created_at, r.product_id, -r.quantity
            FROM payment p JOIN refund_item r ON r.refund_id = p.id)
        SELECT product_id || ':' || sum(quantity)
          FROM moved JOIN product ON product.id = product_id AND NOT hidden
         WHERE moved.created_at >= %s GROUP BY product_id HAVING sum(quantity) > 0
         ORDER BY sum(quantity) DESC, product_id DESC LIMIT 100
        """
            .formatted(SINCE.get(window).formatted(now)));
  }

  /** Waits until the node serves the truth, live, and finds no difference in all of it. */
  void awaitOn(RankingNode node) {
    awaitOn(node, "now()");
  }

  void awaitOn(RankingNode node, String now) {
    await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              for (Window window : Window.values()) {
                assertThat(node.top(window).source()).isEqualTo(TopProducts.Source.LIVE);
                assertThat(node.list(window)).as(window.parameter()).isEqualTo(list(window, now));
              }
            });
    RankingAsk.Comparison comparison = node.compare();
    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.settled()).isTrue();
  }
}
