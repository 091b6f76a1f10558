package io.floodgate.ops;

import io.floodgate.db.Columns;
import io.floodgate.db.Tx;
import io.floodgate.ops.EventTail.Thing;
import io.floodgate.ops.EventTail.Told;
import io.floodgate.outbox.Aggregate;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the database says of events, to be compared with Kafka. Read-only. */
final class EventSample {

  private static final String WAITING =
      """
      SELECT format('%s events of shard %s since %s', sum(events), shard, min(created_at))
        FROM outbox_unsent WHERE created_at < now() - interval '1 minute' GROUP BY shard
      """;

  private static final String NEWEST_SENT =
      """
      SELECT aggregate, aggregate_id, version
        FROM outbox o
       WHERE NOT EXISTS (SELECT FROM outbox_unsent u WHERE u.shard = o.shard AND u.batch = o.batch)
       ORDER BY batch DESC LIMIT $1
      """;

  /** How far each of these things has come. */
  private static final String VERSIONS =
      """
      SELECT 'ORDER', id, version FROM orders WHERE id = ANY ($1::bigint[])
      UNION ALL
      SELECT 'PAYMENT', p.id, (SELECT count(*) FROM payment r
                                WHERE r.order_id = p.order_id AND (r.id = p.id OR r.refund_of = p.id))
        FROM payment p WHERE p.id = ANY ($2::bigint[])
      UNION ALL
      SELECT 'POINT', user_id, version FROM point_account WHERE user_id = ANY ($3::bigint[])
      UNION ALL
      SELECT 'PRODUCT', id, version FROM product WHERE id = ANY ($4::bigint[])
      UNION ALL
      SELECT 'COUPON', id, version FROM coupon WHERE id = ANY ($5::bigint[])
      UNION ALL
      SELECT 'USER_COUPON', id, version FROM user_coupon WHERE id = ANY ($6::bigint[])
      """;

  private EventSample() {}

  /** For a person: what has waited for more than a minute, by shard. */
  static Future<List<String>> waitingFor(Tx tx) {
    return tx.run(WAITING)
        .map(
            rows -> {
              List<String> waiting = new ArrayList<>();
              rows.forEach(row -> waiting.add(row.getString(0)));
              return waiting;
            });
  }

  /** Those of the newest events that Kafka has confirmed. */
  static Future<List<Told>> newestSent(Tx tx, int limit) {
    return tx.run(NEWEST_SENT, Tuple.of((long) limit))
        .map(
            rows -> {
              List<Told> sent = new ArrayList<>();
              rows.forEach(
                  row -> sent.add(new Told(aggregate(row), row.getLong(1), row.getLong(2))));
              return sent;
            });
  }

  /** The present versions of the things that were seen; what does not exist is left out. */
  static Future<Map<Thing, Long>> versions(Tx tx, Map<Thing, Long> seen) {
    Tuple ids = Tuple.tuple();
    for (Aggregate aggregate : Aggregate.values()) {
      Set<Thing> things = seen.keySet();
      ids.addValue(
          Columns.longs(
              things.stream().filter(thing -> thing.aggregate() == aggregate).toList(), Thing::id));
    }
    return tx.run(VERSIONS, ids)
        .map(
            rows -> {
              Map<Thing, Long> versions = new HashMap<>();
              rows.forEach(
                  row -> versions.put(new Thing(aggregate(row), row.getLong(1)), row.getLong(2)));
              return versions;
            });
  }

  private static Aggregate aggregate(Row row) {
    return Aggregate.valueOf(row.getString(0));
  }
}
