package io.floodgate.db;

import io.floodgate.config.Config;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Connections to PostgreSQL, bounded in number, in waiting and in time. One object a node; each
 * verticle asks it for what it needs when it starts, and gets connections on its own event loop.
 */
public final class Database {

  /**
   * For connections whose statements find rows by an index. PostgreSQL keeps the plan of a prepared
   * statement: one that was made while a table was small reads all of it, and goes on to when a
   * rush has filled it, until the next ANALYZE.
   */
  public static final Map<String, String> BY_KEY =
      Map.of(
          "enable_seqscan", "off",
          "enable_hashjoin", "off",
          "enable_mergejoin", "off",
          "jit", "off");

  private final Vertx vertx;
  private final Config.Postgres config;
  private final DatabaseMeter meter;
  private final Map<Object, SqlClient> readsByEventLoop = new ConcurrentHashMap<>();
  private final List<SqlClient> open = new CopyOnWriteArrayList<>();
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final List<Runnable> onCommit = new CopyOnWriteArrayList<>();
  private final Transactions common;

  /** One that nobody measures. */
  public Database(Vertx vertx, Config.Postgres config) {
    this(vertx, config, DatabaseMeter.NONE);
  }

  /**
   * @param meter hears how its connections fare
   */
  public Database(Vertx vertx, Config.Postgres config, DatabaseMeter meter) {
    this.vertx = vertx;
    this.config = config;
    this.meter = meter;
    this.common = transactions("common", config.poolSize(), connectOptions());
  }

  /**
   * A connection of its own for the batches of the calling verticle.
   *
   * @param domain whose lane it is
   */
  public Lane lane(String domain) {
    Lane lane =
        new Lane(
            vertx,
            () ->
                PgBuilder.pool()
                    .with(poolOptions(1).setConnectionTimeout(0))
                    .with(transport())
                    .connectingTo(byKey(connectOptions()))
                    .using(vertx)
                    .build(),
            config.poolTimeout(),
            config.maxLifetime(),
            config.statementTimeout().multipliedBy(2),
            meter.lane(domain),
            domain,
            this::committed);
    lanes.add(lane);
    return lane;
  }

  /**
   * Transactions of all that is rare and needs no batches, over the connections of the common pool.
   */
  public Transactions transactions() {
    return common;
  }

  /**
   * One connection for statements that take long, such as checking the invariants, each bounded by
   * {@code statementTimeout} instead of the usual one.
   */
  public Transactions longTransactions(Duration statementTimeout) {
    return transactions(
        "long",
        1,
        connectOptions()
            .addProperty("statement_timeout", Long.toString(statementTimeout.toMillis())));
  }

  /**
   * Opens a connection for what lives as long as it does.
   *
   * @param settings of PostgreSQL, beside the usual ones
   */
  public Future<Session> session(Map<String, String> settings) {
    PgConnectOptions options = byKey(connectOptions());
    settings.forEach(options::addProperty);
    Pool pool =
        PgBuilder.pool()
            // Without a time-out: a pool of 5.0 whose waiter timed out can never be closed.
            .with(poolOptions(1).setConnectionTimeout(0).setMaxLifetime(0))
            .with(transport())
            .connectingTo(options)
            .using(vertx)
            .build();
    return pool.getConnection()
        .map(connection -> new Session(pool, connection))
        .onFailure(error -> pool.close());
  }

  /** The pipelined reads of the calling verticle's event loop. */
  public Reads reads() {
    return new Reads(
        readsByEventLoop.computeIfAbsent(
            ((ContextInternal) requireContext()).nettyEventLoop(),
            loop ->
                opened(
                    PgBuilder.client()
                        .with(poolOptions(config.readConnections()))
                        .with(transport())
                        .connectingTo(byKey(connectOptions()))
                        .using(vertx)
                        .build())),
        meter);
  }

  /**
   * Has a task run after each transaction of this node that was committed: on whichever event loop
   * that was, so it must be quick and may be on several at once.
   */
  public void onCommit(Runnable task) {
    onCommit.add(task);
  }

  private void committed() {
    onCommit.forEach(Runnable::run);
  }

  /** Closes every connection; statements under way are cut off. */
  public Future<Void> close() {
    return Future.join(
            Stream.concat(open.stream().map(SqlClient::close), lanes.stream().map(Lane::close))
                .toList())
        .mapEmpty();
  }

  private Transactions transactions(String name, int connections, PgConnectOptions options) {
    return new Transactions(
        opened(
            PgBuilder.pool()
                .with(poolOptions(connections))
                .with(transport())
                .connectingTo(options)
                .using(vertx)
                .build()),
        new PoolUse(name, connections, meter),
        meter,
        this::committed);
  }

  private <C extends SqlClient> C opened(C client) {
    open.add(client);
    return client;
  }

  private static Context requireContext() {
    Context context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("reads are asked for from a verticle's start");
    }
    return context;
  }

  private PoolOptions poolOptions(int connections) {
    return new PoolOptions()
        .setMaxSize(connections)
        .setMaxWaitQueueSize(config.poolQueue())
        .setConnectionTimeout((int) config.poolTimeout().toMillis())
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxLifetime((int) config.maxLifetime().toMillis())
        .setMaxLifetimeUnit(TimeUnit.MILLISECONDS);
  }

  private NetClientOptions transport() {
    return new NetClientOptions()
        .setConnectTimeout((int) config.connectTimeout().toMillis())
        .setTcpKeepAlive(true)
        // A way to PostgreSQL that swallows packets breaks the connection, instead of hanging it.
        .setTcpUserTimeout((int) config.statementTimeout().toMillis());
  }

  private static PgConnectOptions byKey(PgConnectOptions options) {
    PgConnectOptions byKey = new PgConnectOptions(options);
    BY_KEY.forEach(byKey::addProperty);
    return byKey;
  }

  private PgConnectOptions connectOptions() {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setDatabase(config.database())
            .setUser(config.user())
            .setPassword(config.password().reveal())
            .setPipeliningLimit(config.pipelining())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(512)
            .setReconnectAttempts(0);
    options
        .addProperty("application_name", "floodgate")
        .addProperty("statement_timeout", Long.toString(config.statementTimeout().toMillis()))
        .addProperty("lock_timeout", Long.toString(config.lockTimeout().toMillis()))
        .addProperty(
            "idle_in_transaction_session_timeout",
            Long.toString(config.idleInTransactionTimeout().toMillis()));
    return options;
  }
}
