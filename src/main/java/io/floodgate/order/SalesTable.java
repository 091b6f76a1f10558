package io.floodgate.order;

import io.floodgate.base.ProductId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What was sold, as {@code payment}, {@code order_item} and {@code refund_item} tell it: units paid
 * less units refunded, each at its own time. Read-only, and long: for connections that may take
 * their time.
 */
public final class SalesTable {

  /** For a transaction that reads more than once, and shall see the same each time. */
  public static final String SNAPSHOT = "SELECT pg_current_snapshot()::text";

  /**
   * By product: in which of the days ($2) and of the hours ($3) how many, 0 for before them all.
   */
  public static final String BY_TIME =
      moved()
          + """
          SELECT product_id, array_agg(day), array_agg(hour), array_agg(units)
            FROM (SELECT product_id, width_bucket(created_at, $2::timestamptz[]) AS day,
                         width_bucket(created_at, $3::timestamptz[]) AS hour,
                         sum(units)::bigint AS units
                    FROM moved GROUP BY 1, 2, 3) AS slice
           GROUP BY product_id
          """;

  /** The best since each of four moments ($2), as many as $3 of each. */
  public static final String BEST =
      moved()
          + """
          SELECT number, product_id, units
            FROM (SELECT list.number, product_id, list.units,
                         row_number() OVER (PARTITION BY list.number
                                                ORDER BY list.units DESC, product_id DESC) AS place
                    FROM (SELECT product_id,
                                 sum(units) FILTER (WHERE created_at >= ($2::timestamptz[])[1]) AS one,
                                 sum(units) FILTER (WHERE created_at >= ($2::timestamptz[])[2]) AS two,
                                 sum(units) FILTER (WHERE created_at >= ($2::timestamptz[])[3]) AS three,
                                 sum(units) FILTER (WHERE created_at >= ($2::timestamptz[])[4]) AS four
                            FROM moved GROUP BY product_id) AS product,
                         LATERAL (VALUES (1, one::bigint), (2, two::bigint), (3, three::bigint),
                                         (4, four::bigint)) AS list (number, units)
                   WHERE list.units > 0) AS best
           WHERE place <= $3::integer ORDER BY number, place
          """;

  private SalesTable() {}

  /** Units that moved since $1. */
  private static String moved() {
    return """
    WITH moved AS (
      SELECT p.created_at, i.product_id, i.quantity::bigint AS units
        FROM payment p JOIN order_item i ON i.order_id = p.order_id
       WHERE p.kind = 'PAYMENT' AND p.created_at >= $1::timestamptz
      UNION ALL
      SELECT p.created_at, r.product_id, -r.quantity::bigint
        FROM payment p JOIN refund_item r ON r.refund_id = p.id
       WHERE p.kind = 'REFUND' AND p.created_at >= $1::timestamptz)
    """;
  }

  /** Is told what was sold. */
  @FunctionalInterface
  public interface Reader {

    /**
     * @param day which of the days that were asked for, from 0
     * @param hour which of the hours, from 0; below 0 for before them all
     */
    void sold(ProductId product, int day, int hour, long units);
  }

  /** What was sold of a product since some moment. */
  public record Best(ProductId productId, long units) {}

  /** What a transaction sees that reads with one snapshot, as PostgreSQL writes it. */
  public static Future<String> snapshot(Statements tx) {
    return tx.run(SNAPSHOT).map(rows -> rows.iterator().next().getString(0));
  }

  /**
   * Reads all that was sold since the first of these days.
   *
   * @param days when each begins, in order
   * @param hours when each begins, in order, none before the first day
   */
  public static Future<Void> read(
      Statements tx, List<Instant> days, List<Instant> hours, Reader reader) {
    return tx.run(
            BY_TIME,
            Tuple.of(
                Columns.time(days.getFirst()),
                Columns.times(days, day -> day),
                Columns.times(hours, hour -> hour)))
        .map(
            rows -> {
              for (Row row : rows) {
                Integer[] day = row.getArrayOfIntegers(1);
                Integer[] hour = row.getArrayOfIntegers(2);
                Long[] units = row.getArrayOfLongs(3);
                ProductId product = new ProductId(row.getLong(0));
                for (int i = 0; i < units.length; i++) {
                  reader.sold(product, day[i] - 1, hour[i] - 1, units[i]);
                }
              }
              return null;
            });
  }

  /**
   * The best since each of these moments; of two that sold the same the one with the larger id
   * first, and none that sold nothing.
   *
   * @param since four
   */
  public static Future<List<List<Best>>> best(Statements tx, List<Instant> since, int limit) {
    OffsetDateTime first = Columns.time(since.stream().min(Instant::compareTo).orElseThrow());
    return tx.run(BEST, Tuple.of(first, Columns.times(since, moment -> moment), limit))
        .map(
            rows -> {
              List<List<Best>> lists = new ArrayList<>();
              since.forEach(_ -> lists.add(new ArrayList<>()));
              for (Row row : rows) {
                lists
                    .get(row.getInteger(0) - 1)
                    .add(new Best(new ProductId(row.getLong(1)), row.getLong(2)));
              }
              return lists;
            });
  }
}
