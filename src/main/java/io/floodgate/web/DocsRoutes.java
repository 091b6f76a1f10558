package io.floodgate.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The contract of record and a page to try it, both without any other server. */
final class DocsRoutes {

  /** What the page needs of Swagger UI, and nothing else of the archive. */
  private static final Map<String, String> SWAGGER_UI =
      Map.of(
          "swagger-ui.css", "text/css; charset=utf-8",
          "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
          "favicon-32x32.png", "image/png");

  private final Vertx vertx;
  private final Assets assets;

  DocsRoutes(Vertx vertx, Assets assets) {
    this.vertx = vertx;
    this.assets = assets;
  }

  void mount(Routes routes) {
    own(routes, "/openapi.yaml", "openapi.yaml", "application/yaml; charset=utf-8");
    routes.serve("/docs", this::page);
    own(routes, "/docs/initializer.js", "docs/initializer.js", "text/javascript; charset=utf-8");
    SWAGGER_UI.forEach(
        (name, type) -> add(routes, "/docs/" + name, type, () -> assets.ofSwaggerUi(vertx, name)));
  }

  /**
   * The page's links start from {@code /docs}, so that they also hold behind a gateway's prefix.
   */
  private void page(RoutingContext context) {
    if (context.request().path().endsWith("/")) {
      context.response().setStatusCode(301).putHeader(HttpHeaders.LOCATION, "../docs").end();
    } else {
      assets
          .own(vertx, "docs/index.html")
          .onSuccess(found -> serve(context, "text/html; charset=utf-8", found))
          .onFailure(context::fail);
    }
  }

  private void own(Routes routes, String route, String path, String type) {
    add(routes, route, type, () -> assets.own(vertx, path));
  }

  private static void add(
      Routes routes, String route, String type, Supplier<Future<Optional<Buffer>>> file) {
    routes.serve(
        route,
        context ->
            file.get().onSuccess(found -> serve(context, type, found)).onFailure(context::fail));
  }

  private static void serve(RoutingContext context, String type, Optional<Buffer> file) {
    if (file.isEmpty()) {
      context.fail(404);
    } else if (!context.response().closed()) {
      Responder.constant(context.response(), type, "no-cache", file.get());
    }
  }
}
