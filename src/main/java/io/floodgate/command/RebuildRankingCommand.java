package io.floodgate.command;

import io.floodgate.config.Config;
import io.floodgate.ranking.RebuildVerticle;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Builds the ranking anew. */
@Command(name = "ranking", description = "Build the ranking anew from the payments and refunds.")
public final class RebuildRankingCommand implements Callable<Integer> {

  @Mixin private Output output;

  private final Settings settings;

  public RebuildRankingCommand(Settings settings) {
    this.settings = settings;
  }

  private record Built(String built) {}

  @Override
  public Integer call() {
    Config config = settings.load().config();
    try (Stores stores = Stores.open(config)) {
      stores.withRedis();
      stores.run(new RebuildVerticle(config, stores.database(), stores.redis()));
    }
    output.result(new Built("ranking"), out -> out.println("the ranking was built"));
    return ExitCode.WELL;
  }
}
