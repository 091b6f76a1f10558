package io.floodgate.web;

import io.floodgate.base.Failure;
import io.floodgate.trace.Kind;
import io.floodgate.trace.Step;
import io.floodgate.trace.Traceparent;
import io.floodgate.trace.Traces;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request on its way to its answer: when it came, where to, and the trace that it is part of.
 *
 * @param route the template of its path, such as {@code /api/v1/orders/{orderId}}
 * @param cameNanos by {@link System#nanoTime}, when its headers had been read
 * @param trace what it asks others with, and what the client hears
 * @param step what is recorded of it
 */
record Visit(String route, long cameNanos, Traceparent trace, Step step) {

  private static final Pattern PARAMETER = Pattern.compile(":(\\w+)");

  /** The template of a router's path, as the contract writes it. */
  static String routeOf(String path) {
    return PARAMETER.matcher(path).replaceAll("{$1}");
  }

  /** Its trace is recorded if the caller has it recorded, or if chance says so of a new one. */
  static Visit begin(Traces traces, HttpServerRequest request, String route) {
    long cameNanos = System.nanoTime();
    Optional<Traceparent> given = Traceparent.given(request.getHeader(Responder.TRACEPARENT));
    boolean sampled =
        given.isPresent() ? traces.isOn() && given.get().isSampled() : traces.samplesNew();
    if (!sampled) {
      return new Visit(route, cameNanos, given.orElseGet(Traceparent::unsampled), Step.NONE);
    }
    String method = request.method().name();
    String name = method + ' ' + route;
    Step step =
        given
            .map(parent -> traces.within(Kind.SERVER, name, parent.text()))
            .orElseGet(() -> traces.root(Kind.SERVER, name))
            .with("http.request.method", method)
            .with("http.route", route);
    return new Visit(route, cameNanos, step.traceparent(), step);
  }

  /** It was answered. */
  void end(int status) {
    step.with("http.response.status_code", status).end();
  }

  /** It was answered with a problem: an error in the trace only if it is ours. */
  void end(int status, Failure failure) {
    step.with("floodgate.outcome", failure.code().name());
    if (failure.kind().isOurs()) {
      step.with("http.response.status_code", status).fail(failure.code().name());
    } else {
      end(status);
    }
  }

  /** The client went away before it had asked for anything. */
  void abandon() {
    step.fail("abandoned");
  }
}
