package io.floodgate.web;

import io.floodgate.base.Failure;
import io.floodgate.base.FailureKind;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the log says of requests: each fault of ours; some of those whose outcome is not known, and
 * of the slow ones; and how many there were besides, or were refused because there was too much,
 * once in a while. Never what a client sent, but for the name of the route that it took.
 *
 * <p>With the logger {@code io.floodgate.access} at DEBUG, one line for every request. One object a
 * node; any event loop.
 */
final class RequestLog {

  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
  private static final Logger ACCESS = LoggerFactory.getLogger("io.floodgate.access");

  /** What has no line of its own is counted, and told once in so long. */
  private static final Duration SUMMARY = Duration.ofSeconds(5);

  private static final int LINES_A_SECOND = 5;

  private final Supplier<Duration> slow;
  private final FewLines lines = new FewLines(LINES_A_SECOND, System.nanoTime());
  private final Map<String, LongAdder> withoutLine = new ConcurrentHashMap<>();
  private final AtomicBoolean summaryIsDue = new AtomicBoolean();

  /**
   * @param slow how long a request may take until it is slow, as it is at each call
   */
  RequestLog(Supplier<Duration> slow) {
    this.slow = slow;
  }

  /** It was carried out, and has been answered. */
  void answered(Vertx vertx, HttpServerRequest request, Visit visit, int status) {
    visit.end(status);
    long now = System.nanoTime();
    if (ACCESS.isDebugEnabled()) {
      of(ACCESS.atDebug(), request, visit, status, "OK", now).log("answered");
    }
    if (now - visit.cameNanos() > slow.get().toNanos()) {
      unusual(vertx, request, visit, status, "OK", now, "a slow request", "slow");
    }
  }

  /** It was refused, or failed. */
  void refused(Vertx vertx, HttpServerRequest request, Visit visit, int status, Failure failure) {
    visit.end(status, failure);
    long now = System.nanoTime();
    String outcome = failure.code().name();
    if (ACCESS.isDebugEnabled()) {
      of(ACCESS.atDebug(), request, visit, status, outcome, now).log("refused");
    }
    FailureKind kind = failure.kind();
    if (kind == FailureKind.INTERNAL) {
      of(LOG.atError(), request, visit, status, outcome, now)
          .setCause(failure.getCause() == null ? failure : failure.getCause())
          .log("a request failed");
    } else if (kind == FailureKind.BUSY) {
      count(vertx, outcome);
    } else if (kind == FailureKind.OUTCOME_UNKNOWN) {
      unusual(vertx, request, visit, status, outcome, now, "an outcome is not known", outcome);
    } else if (now - visit.cameNanos() > slow.get().toNanos()) {
      unusual(vertx, request, visit, status, outcome, now, "a slow request", "slow");
    }
  }

  private void unusual(
      Vertx vertx,
      HttpServerRequest request,
      Visit visit,
      int status,
      String outcome,
      long now,
      String message,
      String countedAs) {
    if (lines.allow(now)) {
      of(LOG.atWarn(), request, visit, status, outcome, now).log(message);
    } else {
      count(vertx, countedAs);
    }
  }

  private static LoggingEventBuilder of(
      LoggingEventBuilder line,
      HttpServerRequest request,
      Visit visit,
      int status,
      String outcome,
      long now) {
    return line.addKeyValue("traceId", visit.trace().traceId())
        .addKeyValue("method", request.method().name())
        .addKeyValue("route", visit.route())
        .addKeyValue("status", status)
        .addKeyValue("outcome", outcome)
        .addKeyValue("millis", (now - visit.cameNanos()) / 1_000_000);
  }

  private void count(Vertx vertx, String what) {
    withoutLine.computeIfAbsent(what, _ -> new LongAdder()).increment();
    if (!summaryIsDue.get() && summaryIsDue.compareAndSet(false, true)) {
      vertx.setTimer(SUMMARY.toMillis(), _ -> summarize());
    }
  }

  private void summarize() {
    summaryIsDue.set(false);
    LoggingEventBuilder line = LOG.atLevel(Level.WARN);
    withoutLine.forEach(
        (what, counter) -> {
          long count = counter.sumThenReset();
          if (count > 0) {
            line.addKeyValue(what, count);
          }
        });
    line.log("more requests of the last {} seconds", SUMMARY.toSeconds());
  }
}
