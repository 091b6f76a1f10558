package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.ranking.RankingAsk.GetTop;
import io.floodgate.ranking.TopProducts;
import io.floodgate.ranking.Window;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Best sellers at the door. */
class TopRoutesTest {

  private static final String TOP = "/api/v1/products/top";

  /** One each: what was asked for last is remembered for a moment. */
  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode data(String path) {
    HttpResponse<String> answer = server.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    try {
      return new ObjectMapper().readTree(answer.body()).get("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void answersFiveOfThreeDaysUnlessAskedForMore() {
    JsonNode data = data(TOP);

    assertThat(data.path("window").asText()).isEqualTo("3d");
    assertThat(data.path("asOf").asText()).isEqualTo("2026-11-20T03:04:05.678Z");
    assertThat(data.path("source").asText()).isEqualTo("LIVE");
    assertThat(data.path("items")).hasSize(5);
    assertThat(data.at("/items/0").toString())
        .isEqualTo("{\"rank\":1,\"productId\":99,\"name\":\"Pen 1\",\"price\":500,\"sold\":70}");
  }

  @ParameterizedTest
  @CsvSource({"today, TODAY", "3d, THREE_DAYS", "7d, SEVEN_DAYS", "1h, HOUR"})
  void looksBackAsFarAsItIsAsked(String window, Window asked) {
    assertThat(data(TOP + "?window=" + window).path("window").asText()).isEqualTo(window);
    assertThat(server.received)
        .extracting(it -> it.message())
        .isEqualTo(List.of(new GetTop(asked)));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 7", "8, 7", "100, 7"})
  void answersNoMorePlacesThanThereAre(int size, int places) {
    assertThat(data(TOP + "?size=" + size).path("items")).hasSize(places);
  }

  @ParameterizedTest
  @CsvSource({
    "size=0, ?size",
    "size=101, ?size",
    "size=x, ?size",
    "size=, ?size",
    "window=2d, ?window",
    "window=TODAY, ?window",
    "nonsense=1, ?nonsense",
  })
  void namesTheParameterThatIsWrong(String query, String pointer) {
    for (String path : List.of(TOP, TOP + "/stream")) {
      HttpResponse<String> answer = server.get(path + '?' + query);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"pointer\":\"" + pointer + '"');
    }
    assertThat(server.received).isEmpty();
  }

  @Test
  void aNewRankingIsAnsweredSoonAndInEachLanguage() {
    TopProducts first = Stubs.ranking(Window.TODAY);
    server.instead = _ -> Future.succeededFuture(first);
    assertThat(server.get(TOP + "?size=2&window=today").body())
        .contains("성공적으로")
        .contains("\"sold\":70");
    assertThat(server.get(TOP + "?size=2&window=today", "Accept-Language", "en").body())
        .doesNotContain("성공적으로")
        .contains("\"sold\":70");
    TopProducts next =
        new TopProducts(
            Window.TODAY,
            first.asOf().plusSeconds(1),
            TopProducts.Source.DATABASE,
            first.items().subList(1, 3));
    server.instead = _ -> Future.succeededFuture(next);

    await()
        .atMost(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(server.get(TOP + "?size=2&window=today").body())
                    .contains("\"source\":\"DATABASE\"")
                    .contains("\"sold\":60")
                    .doesNotContain("\"sold\":70"));
  }

  @Test
  void aRushAsksForTheRankingOnceInAWhile() {
    int rush = 100;
    try (RawClient client = new RawClient(server.port())) {
      client.send(("GET " + TOP + " HTTP/1.1\r\nHost: x\r\n\r\n").repeat(rush));
      for (int i = 0; i < rush; i++) {
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
    assertThat(server.received).hasSizeLessThan(rush / 2);
  }

  @Test
  void whoHasTheSamePlacesIsToldThatNothingHasChanged() {
    HttpResponse<String> first = server.get(TOP);
    String tag = first.headers().firstValue("etag").orElseThrow();
    assertThat(first.headers().firstValue("cache-control")).contains("no-cache");
    TopProducts ranking = Stubs.ranking(Window.THREE_DAYS);
    server.instead =
        _ ->
            Future.succeededFuture(
                new TopProducts(
                    ranking.window(),
                    ranking.asOf().plusSeconds(1),
                    ranking.source(),
                    ranking.items()));

    HttpResponse<String> again = server.get(TOP, "If-None-Match", tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(server.get(TOP + "?size=4", "If-None-Match", tag).statusCode()).isEqualTo(200);
  }

  @Test
  void aNodeThatHasNoRankingYetSaysSo() {
    server.instead = _ -> Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));

    for (String path : List.of(TOP, TOP + "/stream")) {
      HttpResponse<String> answer = server.get(path);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }
  }
}
