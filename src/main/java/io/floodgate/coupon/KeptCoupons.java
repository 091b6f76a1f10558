package io.floodgate.coupon;

import io.floodgate.config.Config;
import io.floodgate.db.Reads;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All coupons whose gate is kept: those whose issue period is not over, or not for long. */
record KeptCoupons(Config.Coupons config, Reads reads) {

  /** Reads them in pages, each once the last is done with. */
  Future<Void> forEachPage(Function<List<CouponTable.Kept>, Future<Void>> act) {
    Pages pages = new Pages();
    return Steps.whileMore(
        () ->
            CouponTable.kept(reads, config.gateGrace(), pages.last, config.gateBatch())
                .compose(
                    page -> {
                      if (page.isEmpty()) {
                        return Future.succeededFuture(false);
                      }
                      pages.last = Optional.of(page.getLast().coupon());
                      return act.apply(page).map(page.size() == config.gateBatch());
                    }));
  }

  private static final class Pages {
    private Optional<Coupon> last = Optional.empty();
  }
}
