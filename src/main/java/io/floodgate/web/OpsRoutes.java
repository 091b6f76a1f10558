package io.floodgate.web;

import io.floodgate.config.Config;
import io.floodgate.ops.Health;
import io.floodgate.ops.Liveness;
import io.floodgate.ops.OpsAsk.CheckInvariants;
import io.floodgate.ops.OpsAsk.GetConfig;
import io.floodgate.ops.Readiness;
import io.floodgate.ops.Startup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * For operators and what watches over the server. Health is told from memory, whatever else is
 * refused.
 */
final class OpsRoutes {

  private final Vertx vertx;
  private final Config.Ops ops;
  private final Health health;
  private final Optional<MetricsPage> metrics;

  OpsRoutes(Vertx vertx, Config.Ops ops, Health health, Optional<MetricsPage> metrics) {
    this.vertx = vertx;
    this.ops = ops;
    this.health = health;
    this.metrics = metrics;
  }

  void mount(Routes routes) {
    routes.watch("/ops/health/live", this::live);
    routes.watch("/ops/health/ready", this::ready);
    routes.watch("/ops/health/startup", this::startup);
    routes.watch("/ops/invariants", this::invariants);
    routes.watch("/ops/config", exchange -> exchange.ask(new GetConfig()).map(Answer::ok));
    metrics.ifPresent(page -> routes.serve("/ops/metrics", context -> metrics(page, context)));
  }

  private Future<Answer> live(Exchange exchange) {
    Liveness live = health.live();
    return report(live.status() == Liveness.Status.UP, live);
  }

  /** Never refused, since whoever watches over the server has to see it when it has too much. */
  private void metrics(MetricsPage page, RoutingContext context) {
    String accept = context.request().getHeader(HttpHeaders.ACCEPT);
    vertx
        .executeBlocking(() -> page.write(accept))
        .onSuccess(
            written -> {
              if (!context.response().closed()) {
                Responder.constant(
                    context.response(),
                    written.contentType(),
                    "no-store",
                    Buffer.buffer(written.bytes()));
              }
            })
        .onFailure(context::fail);
  }

  private Future<Answer> ready(Exchange exchange) {
    Readiness readiness = health.ready();
    return report(readiness.ready(), readiness);
  }

  private Future<Answer> startup(Exchange exchange) {
    Startup startup = health.startup();
    return report(startup.started(), startup);
  }

  private static Future<Answer> report(boolean good, Object data) {
    return Future.succeededFuture(Answer.report(good, data));
  }

  private Future<Answer> invariants(Exchange exchange) {
    return exchange
        .within(ops.invariantsTimeout())
        .ask(new CheckInvariants())
        .map(report -> Answer.report(report.holds(), report));
  }
}
