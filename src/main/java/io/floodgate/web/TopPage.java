package io.floodgate.web;

import io.floodgate.json.Json;
import io.floodgate.ranking.TopProduct;
import io.floodgate.ranking.TopProducts;
import java.time.Instant;
import java.util.List;

/**
 * The beginning of a ranking, as clients see it.
 *
 * @param window as requests name it
 */
record TopPage(String window, Instant asOf, TopProducts.Source source, List<TopProduct> items) {

  static TopPage of(TopProducts ranking, int size) {
    List<TopProduct> items = ranking.items();
    return new TopPage(
        ranking.window().parameter(),
        ranking.asOf(),
        ranking.source(),
        items.subList(0, Math.min(size, items.size())));
  }

  /** Names what is shown, whenever it was read: the same products at the same places. */
  String version() {
    return EntityTag.digest(Json.bytes(items));
  }

  SseState state() {
    return SseState.of(version(), false, this);
  }
}
