package io.floodgate.bench;

import io.floodgate.Transports;
import io.floodgate.config.Config;
import io.floodgate.config.ConfigLoader;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * What Vert.x can do with nothing of Floodgate in it: a router that answers with a constant, and
 * one read by primary key over a pipelined client. As many event loops, connections and statements
 * under way as the server has; the same paths, so that the same load fits.
 */
public final class BareServer extends VerticleBase {

  private static final String PRODUCT =
      "SELECT id, name, price, stock, stocked, hidden, version, created_at FROM product WHERE id ="
          + " $1";

  private static final String JSON = "application/json";
  private static final Buffer ANSWER =
      Buffer.buffer("{\"code\":200,\"data\":\"" + "x".repeat(278) + "\"}");

  private final Config config;
  private SqlClient reads;

  private BareServer(Config config) {
    this.config = config;
  }

  /** Reads the variables that lead the server to its stores and its port. */
  public static void main(String[] arguments) {
    Config config = ConfigLoader.load(List.of(), System.getenv()).config();
    int loops = config.runtime().eventLoopsOn(Runtime.getRuntime().availableProcessors());
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(loops))
            .withTransport(Transports.of(config.runtime().transport()))
            .build();
    vertx
        .deployVerticle(() -> new BareServer(config), new DeploymentOptions().setInstances(loops))
        .await();
  }

  @Override
  public Future<?> start() {
    reads =
        PgBuilder.client()
            .with(new PoolOptions().setMaxSize(config.postgres().readConnections()))
            .connectingTo(connectOptions())
            .using(vertx)
            .build();
    Router router = Router.router(vertx);
    router.get("/api/v1/products/top").handler(BareServer::constant);
    router.post("/api/v1/coupons/:id/issue").handler(BareServer::constant);
    router.get("/api/v1/products/:id").handler(this::product);
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(config.http().port(), config.http().host());
  }

  private PgConnectOptions connectOptions() {
    Config.Postgres postgres = config.postgres();
    return new PgConnectOptions()
        .setHost(postgres.host())
        .setPort(postgres.port())
        .setDatabase(postgres.database())
        .setUser(postgres.user())
        .setPassword(postgres.password().reveal())
        .setPipeliningLimit(postgres.pipelining())
        .setCachePreparedStatements(true);
  }

  private static void constant(RoutingContext request) {
    answer(request, ANSWER);
  }

  private void product(RoutingContext request) {
    reads
        .preparedQuery(PRODUCT)
        .execute(Tuple.of(Long.valueOf(request.pathParam("id"))))
        .onComplete(rows -> answer(request, json(rows.iterator().next())), request::fail);
  }

  private static Buffer json(Row row) {
    return Buffer.buffer(
        "{\"code\":200,\"data\":{\"productId\":"
            + row.getLong(0)
            + ",\"name\":\""
            + row.getString(1)
            + "\",\"price\":"
            + row.getLong(2)
            + ",\"stock\":"
            + row.getLong(3)
            + "}}");
  }

  private static void answer(RoutingContext request, Buffer body) {
    request.response().putHeader("content-type", JSON).end(body);
  }
}
