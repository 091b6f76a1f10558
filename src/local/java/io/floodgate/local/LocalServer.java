package io.floodgate.local;

import io.floodgate.Backend;
import io.floodgate.config.Config;
import io.floodgate.config.LiveConfig;
import io.floodgate.db.Migrations;
import io.floodgate.demo.DemoData;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The server on the local stack: {@code conf/local.yaml} over the shipped defaults, the stores' own
 * addresses over both, and demo data where there is none.
 */
final class LocalServer {

  private LocalServer() {}

  static Backend start(Endpoints endpoints, Consumer<String> progress)
      throws SQLException, IOException {
    LiveConfig live = StackConfig.live(endpoints, files(), System.getenv());
    Config config = live.get();
    Migrations.migrate(config.postgres());
    if (DemoData.isMissing(config.postgres())) {
      WalReserve.fill(endpoints.postgres(), Path.of(""), progress);
      progress.accept("Loading demo data:");
      DemoData.load(
          config.postgres(),
          DemoData.Amounts.LOCAL,
          (what, done, all) -> progress.accept("  %s %,d of %,d".formatted(what, done, all)));
    }
    if (DemoData.areCouponsMissing(config.postgres())) { // as where an older version has run
      progress.accept(
          "  coupons: %,d is open for issue".formatted(DemoData.loadCoupons(config.postgres())));
    }
    return Backend.start(live);
  }

  /** {@code ./mvnw -Plocal -Dconf=a.yaml,b.yaml} names other files. */
  private static List<Path> files() {
    return Arrays.stream(System.getProperty("conf", "conf/local.yaml").split(","))
        .map(Path::of)
        .toList();
  }
}
