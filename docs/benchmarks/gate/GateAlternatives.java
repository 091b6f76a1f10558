import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What docs/adr/008 compares: the ways to give out N coupons, each in its plainest form, without
 * HTTP, on the stores of a running {@code ./mvnw -Plocal}. Run by gate.sh beside it.
 *
 * <p>Each way serves 200 callers that ask one after the other, for users that have not asked
 * before, until the coupons are gone; durable means that a row is committed when the caller hears.
 */
public final class GateAlternatives {

  private static final int CALLERS = 200;
  private static final int CONNECTIONS = 8;
  private static final int BATCH = 128;

  private static final String TABLES =
      """
      DROP TABLE IF EXISTS try_coupon, try_user_coupon;
      CREATE TABLE try_coupon (id bigint PRIMARY KEY, total bigint NOT NULL,
                               issued bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50);
      CREATE TABLE try_user_coupon (coupon_id bigint, user_id bigint, sequence bigint,
                                    PRIMARY KEY (coupon_id, user_id),
                                    UNIQUE (coupon_id, sequence));
      """;
  private static final String LOCK = "SELECT total, issued FROM try_coupon WHERE id = 1 FOR UPDATE";
  private static final String READ = "SELECT total, issued FROM try_coupon WHERE id = 1";
  private static final String INSERT =
      "INSERT INTO try_user_coupon SELECT 1, * FROM unnest($1::bigint[], $2::bigint[])";
  private static final String UPDATE = "UPDATE try_coupon SET issued = $1 WHERE id = 1";

  private final Vertx vertx = Vertx.vertx();
  private final RedisConnection redis;
  private final Pool pool;
  private final long total;
  private final String admit;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

  private record Waiting(long user, CountDownLatch done) {}

  private interface Way {
    /** Whether the user got one. */
    boolean issue(long user) throws Exception;
  }

  private GateAlternatives(String[] args) throws Exception {
    String json = Files.readString(Path.of(args[0]));
    total = Long.parseLong(args[2]);
    admit = Files.readString(Path.of(args[3]));
    redis =
        Redis.createClient(
                vertx,
                new RedisOptions()
                    .setConnectionString("redis://127.0.0.1:" + port(json, "redis"))
                    .setMaxWaitingHandlers(10_000))
            .connect()
            .await();
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(CONNECTIONS).setMaxWaitQueueSize(10_000))
            .connectingTo(
                new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(Integer.parseInt(port(json, "postgres")))
                    .setDatabase("floodgate")
                    .setUser("floodgate")
                    .setPassword("floodgate")
                    .setCachePreparedStatements(true))
            .using(vertx)
            .build();
  }

  public static void main(String[] args) throws Exception {
    GateAlternatives run = new GateAlternatives(args);
    run.prepare();
    Way way =
        switch (args[1]) {
          case "row-lock" -> run::byRowLock;
          case "redis-lock" -> run::byRedisLock;
          case "token-list" -> run::byToken;
          case "counter-queue" -> run::byCounterAndQueue;
          case "gate-batch" -> run::byGateAndBatch;
          default -> throw new IllegalArgumentException(args[1]);
        };
    System.out.println(run.measure(args[1], way));
    System.exit(0);
  }

  private void prepare() throws Exception {
    pool.query(TABLES).execute().await();
    pool.query("INSERT INTO try_coupon VALUES (1, " + total + ")").execute().await();
    redis(Request.cmd(Command.DEL).arg("try:lock").arg("try:tokens").arg("try:counter")
        .arg("try:{1}:gate").arg("try:{1}:members").arg("try:{1}:pending").arg("try:users"));
    redis(Request.cmd(Command.HSET).arg("try:{1}:gate").arg("capacity").arg(total)
        .arg("issueFrom").arg(0).arg("issueUntil").arg(9999999999999L)
        .arg("expireAt").arg(9999999999999L));
    for (long from = 1; from <= total; from += 1_000) {
      Request push = Request.cmd(Command.RPUSH).arg("try:tokens");
      for (long token = from; token < from + 1_000 && token <= total; token++) {
        push.arg(token);
      }
      redis(push);
    }
    Thread.ofPlatform().daemon().start(this::drain);
  }

  private String measure(String name, Way way) throws Exception {
    AtomicLong users = new AtomicLong();
    AtomicLong issued = new AtomicLong();
    List<Long> micros = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(CALLERS);
    long began = System.nanoTime();
    for (int i = 0; i < CALLERS; i++) {
      Thread.startVirtualThread(
          () -> {
            List<Long> mine = new ArrayList<>();
            try {
              while (true) {
                long at = System.nanoTime();
                if (!way.issue(users.incrementAndGet())) {
                  break;
                }
                mine.add((System.nanoTime() - at) / 1_000);
                issued.incrementAndGet();
              }
            } catch (Exception e) {
              e.printStackTrace();
            }
            synchronized (micros) {
              micros.addAll(mine);
            }
            ended.countDown();
          });
    }
    ended.await();
    double toldAfter = (System.nanoTime() - began) / 1e9;
    while (rows() < issued.get()) {
      Thread.sleep(5);
    }
    double durableAfter = (System.nanoTime() - began) / 1e9;
    micros.sort(null);
    return "%-14s told %,7.0f/s  durable %,7.0f/s  p50 %.1f ms  p99 %.1f ms  rows %d of %d"
        .formatted(
            name,
            issued.get() / toldAfter,
            issued.get() / durableAfter,
            micros.get(micros.size() / 2) / 1e3,
            micros.get(micros.size() * 99 / 100) / 1e3,
            rows(),
            total);
  }

  /** No Redis: each caller locks the coupon's row in a transaction of its own. */
  private boolean byRowLock(long user) {
    return inTransaction(
        connection -> {
          var row = connection.preparedQuery(LOCK).execute().await().iterator().next();
          long sequence = row.getLong(1) + 1;
          if (sequence > row.getLong(0)) {
            return false;
          }
          insert(connection, List.of(user), sequence);
          return true;
        });
  }

  /** A lock in Redis around a transaction that trusts it. */
  private boolean byRedisLock(long user) throws Exception {
    String token = Long.toString(user);
    while (redis(Request.cmd(Command.SET).arg("try:lock").arg(token).arg("NX").arg("PX").arg(5_000))
        == null) {
      Thread.sleep(1 + ThreadLocalRandom.current().nextInt(4));
    }
    try {
      return inTransaction(
          connection -> {
            var row = connection.preparedQuery(READ).execute().await().iterator().next();
            long sequence = row.getLong(1) + 1;
            if (sequence > row.getLong(0)) {
              return false;
            }
            insert(connection, List.of(user), sequence);
            return true;
          });
    } finally {
      redis(Request.cmd(Command.DEL).arg("try:lock"));
    }
  }

  /** A list of tokens: who pops one has a coupon, and writes it down. */
  private boolean byToken(long user) {
    Response token = redis(Request.cmd(Command.LPOP).arg("try:tokens"));
    if (token == null) {
      return false;
    }
    pool.preparedQuery("INSERT INTO try_user_coupon VALUES (1, $1, $2)")
        .execute(Tuple.of(user, token.toLong()))
        .await();
    return true;
  }

  /** A set and a counter answer; a queue in memory is written down later. */
  private boolean byCounterAndQueue(long user) throws Exception {
    if (redis(Request.cmd(Command.SADD).arg("try:users").arg(user)).toInteger() == 0
        || redis(Request.cmd(Command.INCR).arg("try:counter")).toLong() > total) {
      return false;
    }
    queue.put(new Waiting(user, new CountDownLatch(0)));
    return true;
  }

  /** Floodgate: the gate, then a batch that nobody waits for, then the answer. */
  private boolean byGateAndBatch(long user) throws Exception {
    Response verdict =
        redis(
            Request.cmd(Command.EVAL).arg(admit).arg(3)
                .arg("try:{1}:gate").arg("try:{1}:members").arg("try:{1}:pending")
                .arg(user).arg(10_000));
    if (verdict.get(0).toInteger() != 1) {
      return false;
    }
    Waiting waiting = new Waiting(user, new CountDownLatch(1));
    queue.put(waiting);
    waiting.done.await();
    return true;
  }

  private void drain() {
    try {
      while (true) {
        List<Waiting> batch = new ArrayList<>(List.of(queue.take()));
        queue.drainTo(batch, BATCH - 1);
        inTransaction(
            connection -> {
              var row = connection.preparedQuery(LOCK).execute().await().iterator().next();
              List<Long> users = batch.stream().map(Waiting::user).toList();
              insert(connection, users, row.getLong(1) + 1);
              return true;
            });
        batch.forEach(waiting -> waiting.done.countDown());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Work {
    boolean with(SqlConnection connection);
  }

  private boolean inTransaction(Work work) {
    SqlConnection connection = pool.getConnection().await();
    try {
      connection.query("BEGIN").execute();
      boolean done = work.with(connection);
      connection.query("COMMIT").execute().await();
      return done;
    } finally {
      connection.close();
    }
  }

  private static void insert(SqlConnection connection, List<Long> users, long firstSequence) {
    Long[] sequences = new Long[users.size()];
    Arrays.setAll(sequences, i -> firstSequence + i);
    Future<?> inserted =
        connection
            .preparedQuery(INSERT)
            .execute(Tuple.of(users.toArray(Long[]::new), (Object) sequences));
    Future<?> updated =
        connection.preparedQuery(UPDATE).execute(Tuple.of(firstSequence + users.size() - 1));
    Future.all(inserted, updated).await();
  }

  private long rows() {
    return pool.query("SELECT count(*) FROM try_user_coupon")
        .execute().await().iterator().next().getLong(0);
  }

  private Response redis(Request request) {
    return redis.send(request).await();
  }

  private static String port(String json, String store) {
    String of = json.substring(json.indexOf("\"" + store + "\""));
    return of.replaceFirst("(?s).*?\"port\"\\s*:\\s*(\\d+).*", "$1");
  }
}
