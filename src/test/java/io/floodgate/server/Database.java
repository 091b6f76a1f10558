package io.floodgate.server;

import io.floodgate.demo.DemoData;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Need;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The database of a server under test, looked at and disturbed from beside it. Any thread. */
public record Database(Endpoints endpoints) {

  /** A migrated one that nobody else uses. */
  public static Database fresh() {
    return new Database(Stack.shared().freshDatabase(Need.REDIS));
  }

  /** The same, for servers with Kafka. */
  public static Database freshWithKafka() {
    return new Database(Stack.shared().freshDatabase(Need.REDIS, Need.KAFKA));
  }

  private static final String COUPON =
      """
      WITH made AS (
        INSERT INTO coupon (name, discount_type, discount_value, total_quantity, issue_from,
                            issue_until, valid_from, valid_until)
        VALUES ('coupon', '%s', %d, %d, now() - interval '1 minute', now() + interval '1 hour',
                now() - interval '1 minute', now() + interval '1 day') RETURNING id)
      INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
      SELECT 'COUPON', id, 1, 'CouponCreated', '', '{}', now() FROM made RETURNING aggregate_id
      """;

  /**
   * Adds a coupon that is open for issue and valid, with no gate in Redis yet.
   *
   * @return its id
   */
  public long coupon(long total) {
    return number(COUPON.formatted("FIXED", 1_000, total));
  }

  private static final String ISSUE =
      """
      WITH issued AS (
        UPDATE coupon SET issued = issued + 1 WHERE id = %d RETURNING id, issued),
      made AS (
        INSERT INTO user_coupon (id, coupon_id, user_id, sequence, issued_at)
        SELECT id * 1000000 + issued, id, %d, issued, now() FROM issued RETURNING *)
      INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
      SELECT 'USER_COUPON', id, 1, 'CouponIssued', '',
             json_build_object('schemaVersion', 1, 'userCouponId', id, 'couponId', coupon_id,
               'userId', user_id, 'sequence', sequence,
               'issuedAt', to_json(issued_at AT TIME ZONE 'UTC') #>> '{}' || 'Z')::text, now()
        FROM made RETURNING aggregate_id
      """;

  /** Issues a coupon to a user as if the user had come; the gate in Redis does not hear of it. */
  public Request.Coupon issue(long coupon, long user) {
    return new Request.Coupon(number(ISSUE.formatted(coupon, user)));
  }

  /** A coupon that the user holds alone, worth 1,000 won and valid. */
  public Request.Coupon userCoupon(long user) {
    return issue(coupon(1), user);
  }

  private static final String REVOKE =
      """
      WITH gone AS (
        UPDATE user_coupon SET revoked_at = now(), version = version + 1
         WHERE id = %d RETURNING *),
      counted AS (
        UPDATE coupon SET revoked = revoked + 1 FROM gone WHERE coupon.id = gone.coupon_id)
      INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
      SELECT 'USER_COUPON', id, version, 'CouponRevoked', '',
             json_build_object('schemaVersion', 1, 'userCouponId', id, 'couponId', coupon_id,
               'userId', user_id, 'sequence', sequence,
               'revokedAt', to_json(revoked_at AT TIME ZONE 'UTC') #>> '{}' || 'Z')::text, now()
        FROM gone RETURNING aggregate_id
      """;

  /** Takes an unused coupon back from its user, as an administrator does. */
  public void revoke(Request.Coupon coupon) {
    number(REVOKE.formatted(coupon.userCouponId()));
  }

  /** Adds users and products with the ids that follow the largest ones. */
  public Database with(long users, long points, long products, long stock) {
    try {
      DemoData.load(
          StackConfig.of(endpoints, List.of(), Map.of()).postgres(),
          new DemoData.Amounts(users, points, products, stock),
          (what, done, all) -> {});
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** The number that a query finds. */
  public long number(String sql) {
    return sql().number(sql);
  }

  /** The first column of every row that a query finds. */
  public List<String> texts(String sql) {
    return sql().texts(sql);
  }

  /** The numbers in the first column of every row that a query finds. */
  public List<Long> numbers(String sql) {
    return texts(sql).stream().map(Long::valueOf).toList();
  }

  public void execute(String sql) {
    sql().run(sql);
  }

  /** Runs a statement in a transaction that stays open, and keeps its locks, until it is closed. */
  public Sql.Held hold(String sql) {
    return sql().hold(sql);
  }

  /** Nobody else can change the product until this is closed. */
  public Sql.Held holdProduct(long id) {
    return hold("SELECT FROM product WHERE id = " + id + " FOR UPDATE");
  }

  /** Holds the lock of a coupon's row until it is closed. */
  public Sql.Held holdCoupon(long id) {
    return hold("SELECT FROM coupon WHERE id = " + id + " FOR UPDATE");
  }

  /** Whether the gate of a coupon stands in Redis. */
  public boolean hasGate(long coupon) {
    Endpoints.Redis redis = endpoints.redis();
    try (Socket socket = new Socket(redis.host(), redis.port())) {
      socket.setSoTimeout(2_000);
      String command = "EXISTS %scoupon:{%d}:gate\r\n".formatted(redis.keyPrefix(), coupon);
      socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII)
          .equals(":1\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many sessions the servers of this database have, in a state such as {@code idle}. */
  public long sessions(String stateLike) {
    return number(
        """
        SELECT count(*) FROM pg_stat_activity
         WHERE application_name = 'floodgate' AND datname = current_database() AND state LIKE '%s'
        """
            .formatted(stateLike));
  }

  /** How many sessions of servers wait for a lock. */
  public long waiting() {
    return number(
        """
        SELECT count(*) FROM pg_stat_activity
         WHERE application_name = 'floodgate' AND datname = current_database()
           AND wait_event_type = 'Lock'
        """);
  }

  private Sql sql() {
    return Sql.on(endpoints);
  }
}
