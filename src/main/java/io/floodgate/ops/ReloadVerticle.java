package io.floodgate.ops;

import io.floodgate.config.ConfigChange;
import io.floodgate.config.ConfigException;
import io.floodgate.config.LiveConfig;
import io.floodgate.schedule.Repeating;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the configuration files while the server runs, puts into effect what may change, and
 * tells the log. Files with a fault change nothing. Also sets the levels of the log.
 */
public final class ReloadVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ReloadVerticle.class);

  private final LiveConfig config;
  private final LogControl log = new LogControl();
  private Optional<Repeating> looking = Optional.empty();

  public ReloadVerticle(LiveConfig config) {
    this.config = config;
  }

  @Override
  public Future<?> start() {
    log.apply(config.get().log());
    if (config.canChange()) {
      looking =
          Optional.of(
              Repeating.start(
                  vertx,
                  "look at the configuration files",
                  () -> config.get().ops().reloadInterval(),
                  this::look));
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return looking
        .map(Repeating::stop)
        .orElse(Future.succeededFuture())
        .onComplete(_ -> log.reset());
  }

  private Future<Void> look() {
    return vertx
        .executeBlocking(config::look)
        .onSuccess(found -> found.ifPresent(this::changed))
        .<Void>mapEmpty()
        .recover(
            error ->
                error instanceof ConfigException refused
                    ? Future.succeededFuture(tell(refused))
                    : Future.failedFuture(error));
  }

  private void changed(ConfigChange change) {
    log.apply(config.get().log());
    if (change.lines().isEmpty()) {
      LOG.info("the configuration files have changed, and nothing that is in effect");
    }
    change.lines().forEach(line -> LOG.info("configuration: {}", line));
    change.effective().warnings().forEach(warning -> LOG.warn("configuration: {}", warning));
  }

  /** A line each, so that each is found. */
  private static Void tell(ConfigException refused) {
    refused.faults().forEach(fault -> LOG.error("configuration, not taken up: {}", fault));
    LOG.error("the configuration stays as it was: {} faults", refused.faults().size());
    return null;
  }
}
