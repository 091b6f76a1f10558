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

  /** For so long the bus is not asked again: a look at the ranking costs less than the question. */
  private static final long FRESH_NANOS = 10_000_000;

  /** A ranking, and its answers by the number of places in them. */
  private record Answers(TopProducts of, Answer[] bySize, long askedAt) {

    static Answers to(TopProducts ranking) {
      return new Answers(ranking, new Answer[MAX_SIZE + 1], System.nanoTime());
    }

    boolean isFresh() {
      return System.nanoTime() - askedAt < FRESH_NANOS;
    }

    Answers askedAgain() {
      return new Answers(of, bySize, System.nanoTime());
    }

    Answer answer(int size) {
      int places = Math.min(size, of.items().size());
      if (bySize[places] == null) {
        TopPage page = TopPage.of(of, places);
        bySize[places] =
            Answer.ok(Rendered.keep(page, EntityTag.ofVersion(page.version()))).withRevalidation();
      }
      return bySize[places];
    }
  }

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
    Answers known = newest.get(asked.window);
    return known != null && known.isFresh()
        ? Future.succeededFuture(known.answer(asked.size))
        : exchange
            .ask(new GetTop(asked.window))
            .map(ranking -> answers(ranking).answer(asked.size));
  }

  /** Those that were rendered, as long as it is still the same ranking. */
  private Answers answers(TopProducts ranking) {
    return newest.compute(
        ranking.window(),
        (_, known) ->
            known != null && known.of == ranking ? known.askedAgain() : Answers.to(ranking));
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
