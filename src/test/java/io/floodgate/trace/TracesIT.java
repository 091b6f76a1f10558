package io.floodgate.trace;

import static io.floodgate.trace.Collector.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.floodgate.server.Client;
import io.floodgate.server.Line;
import io.floodgate.server.Queue;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a collector hears of a server that runs on real stores. */
class TracesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CALLER = "00f067aa0ba902b7";
  private static Collector collector;
  private static TestServer server;

  @BeforeAll
  static void start() {
    collector = new Collector();
    server =
        TestServer.startWithKafka(
                Map.of(
                    "FLOODGATE_TRACE_ENDPOINT", collector.endpoint(),
                    "FLOODGATE_TRACE_SAMPLE_RATIO", "0",
                    "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms"))
            .with(10, 1_000_000, 5, 10_000);
  }

  @AfterAll
  static void stop() {
    server.close();
    collector.close();
  }

  @Test
  void followsAnOrderFromTheRequestToThoseWhoHearOfIt() {
    String trace = "11111111111111111111111111111111";
    Client.Answer answer = order(1, "00-" + trace + "-" + CALLER + "-01");
    assertThat(answer.status()).isEqualTo(201);

    Span request = awaitSpan(trace, Span.SpanKind.SPAN_KIND_SERVER, span -> true);
    assertThat(request.getName()).isEqualTo("POST /api/v1/orders");
    assertThat(request.getParentSpanId()).isEqualTo(bytes(CALLER));
    assertThat(attribute(request, "http.route")).isEqualTo("/api/v1/orders");
    assertThat(attribute(request, "http.request.method")).isEqualTo("POST");
    assertThat(attribute(request, "http.response.status_code")).isEqualTo("201");
    assertThat(answer.headers().firstValue("traceparent"))
        .contains("00-" + trace + "-" + hex(request.getSpanId()) + "-01");

    Span lane = awaitSpan(trace, Span.SpanKind.SPAN_KIND_INTERNAL, span -> true);
    assertThat(lane.getName()).isEqualTo("order PlaceOrder");
    assertThat(lane.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(lane.getLinksList()).hasSize(1);

    ByteString batchId = lane.getLinks(0).getSpanId();
    Span batch =
        await()
            .atMost(PATIENCE)
            .until(() -> find(span -> span.getSpanId().equals(batchId)), found -> found.size() == 1)
            .getFirst();
    assertThat(batch.getName()).isEqualTo("batch orders");
    assertThat(batch.getParentSpanId()).isEqualTo(ByteString.EMPTY);
    assertThat(batch.getLinksList()).extracting(Span.Link::getSpanId).contains(lane.getSpanId());
    assertThat(attribute(batch, "db.system.name")).isEqualTo("postgresql");
    assertThat(attribute(batch, "db.operation.batch.size")).isEqualTo("1");

    Span sent =
        awaitSpan(
            trace,
            Span.SpanKind.SPAN_KIND_PRODUCER,
            span -> span.getName().equals("send order.events"));
    assertThat(sent.getParentSpanId()).isEqualTo(lane.getSpanId());
    assertThat(attribute(sent, "messaging.system")).isEqualTo("kafka");

    Span counted =
        awaitSpan(
            trace,
            Span.SpanKind.SPAN_KIND_CONSUMER,
            span -> attribute(span, "messaging.consumer.group.name").equals("ranking"));
    assertThat(find(span -> span.getSpanId().equals(counted.getParentSpanId())))
        .singleElement()
        .matches(parent -> parent.getKind() == Span.SpanKind.SPAN_KIND_PRODUCER);
    assertThat(counted.getLinksCount()).isPositive();
    assertThat(attribute(counted, "messaging.destination.name")).isEqualTo("order.events");
  }

  @Test
  void aBatchThatIsRunAgainSaysWhyAndARefusalIsNoError() {
    String trace = "22222222222222222222222222222222";
    String context = "00-" + trace + "-" + CALLER + "-01";
    server
        .database()
        .execute("ALTER TABLE orders ADD CONSTRAINT traced_poison CHECK (user_id <> 9)");
    Client.Answer failed = order(9, context);
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.body().path("traceId").asText()).isEqualTo(trace);
    Span request = awaitSpan(trace, Span.SpanKind.SPAN_KIND_SERVER, span -> true);
    assertThat(attribute(request, "error.type")).isEqualTo("INTERNAL");
    Span lane = awaitSpan(trace, Span.SpanKind.SPAN_KIND_INTERNAL, span -> true);
    ByteString batchId = lane.getLinks(0).getSpanId();
    await().atMost(PATIENCE).until(() -> find(it -> it.getSpanId().equals(batchId)).size() == 1);
    Span batch = find(it -> it.getSpanId().equals(batchId)).getFirst();
    assertThat(attribute(batch, "db.response.status_code")).isEqualTo("23514");
    assertThat(attribute(batch, "floodgate.attempts.failed")).isEqualTo("1");
    server.database().execute("ALTER TABLE orders DROP CONSTRAINT traced_poison");

    String refused = "33333333333333333333333333333333";
    assertThat(order(4_711, "00-" + refused + "-" + CALLER + "-01").status()).isEqualTo(404);
    Span unknownUser = awaitSpan(refused, Span.SpanKind.SPAN_KIND_SERVER, span -> true);
    assertThat(attribute(unknownUser, "floodgate.outcome")).isEqualTo("USER_NOT_FOUND");
    assertThat(attribute(unknownUser, "error.type")).isEmpty();
  }

  @Test
  void followsACouponThroughItsQueue() {
    String trace = "66666666666666666666666666666666";
    long coupon = server.database().coupon(1);
    Request issue = Request.issue(coupon, 4);
    Client.Answer queued =
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    server
                        .client()
                        .post(
                            issue.path(),
                            issue.body(),
                            "Prefer",
                            "respond-async",
                            "traceparent",
                            "00-" + trace + "-" + CALLER + "-01"),
                answer -> answer.status() == 202);
    Queue.awaitEnd(server.client(), Queue.ticketOf(queued));

    Span request =
        awaitSpan(
            trace,
            Span.SpanKind.SPAN_KIND_SERVER,
            span -> attribute(span, "http.response.status_code").equals("202"));
    // The consumer goes on where the request has left off.
    Span enrolled =
        awaitSpan(
            trace,
            Span.SpanKind.SPAN_KIND_INTERNAL,
            span -> span.getParentSpanId().equals(request.getSpanId()));
    assertThat(enrolled.getName()).isEqualTo("coupon Enroll");
    assertThat(enrolled.getLinksList()).hasSize(1);
    Span told =
        awaitSpan(
            trace,
            Span.SpanKind.SPAN_KIND_PRODUCER,
            span -> span.getName().equals("send coupon.events"));
    assertThat(told.getParentSpanId()).isEqualTo(enrolled.getSpanId());
  }

  @Test
  void anUnsampledRequestStaysUnsampledAndACollectorThatHangsHoldsNoneUp() {
    String trace = "44444444444444444444444444444444";
    String unsampled = "00-" + trace + "-" + CALLER + "-00";
    String after = "55555555555555555555555555555555";
    collector.hangs = true;
    try {
      Client.Answer answer = order(2, unsampled);
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.headers().firstValue("traceparent")).contains(unsampled);
      Client.Answer withoutHeader = server.client().get("/api/v1/users/2/points");
      assertThat(withoutHeader.headers().firstValue("traceparent").orElseThrow()).endsWith("-00");
      assertThat(
              server
                  .database()
                  .number("SELECT count(*) FROM outbox WHERE traceparent = '" + unsampled + "'"))
          .isPositive();
      assertThat(order(3, "00-" + after + "-" + CALLER + "-01").status()).isEqualTo(201);
    } finally {
      collector.hangs = false;
    }
    assertThat(order(3, "00-" + after + "-" + CALLER + "-01").status()).isEqualTo(201);
    awaitSpan(after, Span.SpanKind.SPAN_KIND_CONSUMER, span -> true);
    assertThat(find(span -> span.getTraceId().equals(bytes(trace)))).isEmpty();
  }

  private static Client.Answer order(int user, String traceparent) {
    Request order = Request.order(user, Line.of(1));
    return server.client().post(order.path(), order.body(), "traceparent", traceparent);
  }

  private static Span awaitSpan(String trace, Span.SpanKind kind, Predicate<Span> which) {
    Predicate<Span> wanted =
        span -> span.getTraceId().equals(bytes(trace)) && span.getKind() == kind;
    return await()
        .alias(kind + " of " + trace)
        .atMost(PATIENCE)
        .until(() -> find(wanted.and(which)), found -> !found.isEmpty())
        .getFirst();
  }

  private static List<Span> find(Predicate<Span> wanted) {
    return collector.spans().stream().filter(wanted).toList();
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
