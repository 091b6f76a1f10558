package io.floodgate.web;

import io.floodgate.config.Config;
import io.floodgate.json.Json;
import io.floodgate.ops.OpsAsk.CheckInvariants;
import io.floodgate.ops.OpsAsk.CheckReady;
import io.floodgate.ops.OpsAsk.GetConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/** For operators and what watches over the server. */
final class OpsRoutes {

  static final String LIVE = "/ops/health/live";

  private static final Buffer ALIVE =
      Envelope.of(Status.OK, Language.KOREAN, Json.bytes(Map.of("status", "UP")));

  private final Vertx vertx;
  private final Config.Ops ops;
  private final Optional<MetricsPage> metrics;

  OpsRoutes(Vertx vertx, Config.Ops ops, Optional<MetricsPage> metrics) {
    this.vertx = vertx;
    this.ops = ops;
    this.metrics = metrics;
  }

  void mount(Routes routes) {
    routes.serve(LIVE, OpsRoutes::live);
    routes.watch("/ops/health/ready", this::ready);
    routes.watch("/ops/invariants", this::invariants);
    routes.watch("/ops/config", exchange -> exchange.ask(new GetConfig()).map(Answer::ok));
    metrics.ifPresent(page -> routes.serve("/ops/metrics", context -> metrics(page, context)));
  }

  /** Says only that an event loop turns, so it is answered whatever else is refused. */
  private static void live(RoutingContext context) {
    Responder.constant(context.response(), "application/json", "no-store", ALIVE);
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
    return exchange
        .ask(new CheckReady())
        .map(readiness -> Answer.report(readiness.ready(), readiness));
  }

  private Future<Answer> invariants(Exchange exchange) {
    return exchange
        .within(ops.invariantsTimeout())
        .ask(new CheckInvariants())
        .map(report -> Answer.report(report.holds(), report));
  }
}
