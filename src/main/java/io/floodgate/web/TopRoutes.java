package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.ranking.RankingAsk.GetTop;
import io.floodgate.ranking.TopProducts;
import io.floodgate.ranking.Window;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Best sellers: asked for, or told whenever they change. No store is asked, and what is sent is
 * rendered once for as long as the ranking stays the same. Lives on one event loop.
 */
final class TopRoutes {

  private static final String TOP = Routes.API + "/products/top";

  private static final int MAX_SIZE = 100;
  private static final Integers SIZE = new Integers(1, MAX_SIZE, CommonFailure.OUT_OF_RANGE);
  private static final int DEFAULT_SIZE = 5;
  private static final Map<String, Window> WINDOWS =
      Stream.of(Window.values())
          .collect(
              Collectors.toMap(
                  Window::parameter, window -> window, (a, _) -> a, LinkedHashMap::new));

  /**
   * What a request asks for.
   *
   * @param size places, at most
   */
  record Asked(Window window, int size) {

    private static final Asked USUALLY = new Asked(Window.THREE_DAYS, DEFAULT_SIZE);

    static Asked of(Query query) {
      int size = (int) query.integer("size", SIZE).orElse(DEFAULT_SIZE);
      Window window = query.choice("window", WINDOWS).orElse(USUALLY.window);
      query.end();
      return new Asked(window, size);
    }
  }

  /** A ranking, and its answers by the number of places in them. */
  private record Answers(TopProducts of, Answer[] bySize) {}

  private final SseFeed<Asked> feed;
  private final Map<Window, Answers> newest = new EnumMap<>(Window.class);

  TopRoutes(Vertx vertx, Web web) {
    this.feed = new SseFeed<>(vertx, web.lookouts().rankings());
  }

  /** Hot, and before all that has a product's id in its path. */
  void mount(Routes routes) {
    routes.get(TOP, this::read);
    routes.stream(TOP + "/stream", this::open);
  }

  private Future<Answer> read(Exchange exchange) {
    Asked asked = Asked.of(exchange.query());
    return exchange
        .ask(new GetTop(asked.window))
        .map(ranking -> answer(ranking, Math.min(asked.size, ranking.items().size())));
  }

  private Answer answer(TopProducts ranking, int size) {
    Answers answers = newest.get(ranking.window());
    if (answers == null || answers.of != ranking) {
      answers = new Answers(ranking, new Answer[MAX_SIZE + 1]);
      newest.put(ranking.window(), answers);
    }
    Answer answer = answers.bySize[size];
    if (answer == null) {
      TopPage page = TopPage.of(ranking, size);
      answer =
          Answer.ok(Rendered.keep(page, EntityTag.ofVersion(page.version()))).withRevalidation();
      answers.bySize[size] = answer;
    }
    return answer;
  }

  private Future<SseEndpoint.Opening> open(Exchange exchange) {
    Asked asked = Asked.of(exchange.query());
    return exchange
        .ask(new GetTop(asked.window))
        .map(
            ranking ->
                feed.opening(asked, TopPage.of(ranking, asked.size).state(), exchange.language()));
  }
}
