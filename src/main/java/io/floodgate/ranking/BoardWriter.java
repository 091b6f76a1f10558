package io.floodgate.ranking;

import io.floodgate.base.Deadline;
import io.floodgate.base.ProductId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.product.ProductAsk;
import io.floodgate.product.ProductStatus;
import io.floodgate.product.ProductView;
import io.floodgate.ranking.RankingStore.Units;
import io.floodgate.ranking.TopProducts.Source;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills rankings with names and prices, and shows them on this node's board. Lives on one event
 * loop.
 */
final class BoardWriter {

  private static final Logger LOG = LoggerFactory.getLogger(BoardWriter.class);

  /** The longest list that anybody may ask for. */
  private static final int SHOWN = 100;

  /** More are read, since hidden products are left out; where these are too few, still more. */
  private static final int READ_AT_FIRST = 150;

  private static final int READ_AT_MOST = 5_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Board board;
  private final Bus bus;
  private Map<ProductId, ProductView> products = Map.of();
  private int reach = READ_AT_FIRST;

  BoardWriter(Board board, Bus bus) {
    this.board = board;
    this.bus = bus;
  }

  /** How many places of each ranking are worth reading. */
  int reach() {
    return reach;
  }

  /**
   * Shows rankings once their products are known. While PostgreSQL is away, products are shown as
   * they were last, and those that were not shown then are left out.
   *
   * @param found the best first
   */
  Future<Void> show(Map<Window, List<Units>> found, Instant asOf, Source source) {
    Set<ProductId> ids = new HashSet<>();
    found.values().forEach(units -> units.forEach(one -> ids.add(one.productId())));
    return learn(ids)
        .map(
            _ -> {
              Map<Window, TopProducts> newest = new EnumMap<>(Window.class);
              found.forEach(
                  (window, units) -> newest.put(window, ranking(window, units, asOf, source)));
              board.show(newest);
              return null;
            });
  }

  private Future<Void> learn(Set<ProductId> ids) {
    if (ids.isEmpty()) {
      return Future.succeededFuture();
    }
    return bus.ask(new ProductAsk.GetProducts(ids), new Call(Deadline.after(PATIENCE), ""))
        .onSuccess(
            views -> {
              Map<ProductId, ProductView> known = new HashMap<>();
              views.forEach(view -> known.put(view.productId(), view));
              products = known;
            })
        .onFailure(error -> LOG.debug("products are shown as they were", error))
        .otherwise(List.of())
        .mapEmpty();
  }

  private TopProducts ranking(Window window, List<Units> units, Instant asOf, Source source) {
    List<TopProduct> items = new ArrayList<>(SHOWN);
    for (Units one : units) {
      ProductView product = products.get(one.productId());
      boolean isShown =
          one.units() > 0 && product != null && product.status() != ProductStatus.HIDDEN;
      if (isShown && items.size() < SHOWN) {
        int rank = items.size() + 1;
        items.add(
            new TopProduct(rank, one.productId(), product.name(), product.price(), one.units()));
      }
    }
    if (items.size() < SHOWN && units.size() == reach && units.getLast().units() > 0) {
      reach = Math.min(2 * reach, READ_AT_MOST);
    }
    return new TopProducts(window, asOf, source, sameIfUnchanged(window, items));
  }

  /** Whoever keeps what it made of a list finds that it is the same list. */
  private List<TopProduct> sameIfUnchanged(Window window, List<TopProduct> items) {
    return board.ranking(window).map(TopProducts::items).filter(items::equals).orElse(items);
  }
}
