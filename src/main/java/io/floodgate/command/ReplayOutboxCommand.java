package io.floodgate.command;

import io.floodgate.config.Config;
import io.floodgate.db.Tx;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.RelayTable;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has events sent to Kafka once more by the servers that run. */
@Command(
    name = "outbox",
    description = {
      "Send events to Kafka once more: all of one aggregate, or those of a stretch of time.",
      "Others that were written in the same transaction may go with them. Only what is still in"
          + " the outbox can be sent: see outbox.retention."
    })
public final class ReplayOutboxCommand implements Callable<Integer> {

  @Option(
      names = "--aggregate",
      paramLabel = "NAME",
      description = "Only its events: ${COMPLETION-CANDIDATES}.")
  private Aggregate aggregate;

  @Option(names = "--id", paramLabel = "ID", description = "Only those of this aggregate.")
  private Long id;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "From then on, such as 2026-05-01T09:00:00Z.")
  private Instant from;

  @Option(names = "--until", paramLabel = "TIME", description = "Before then.")
  private Instant until;

  @Mixin private Output output;

  @Spec private CommandSpec spec;

  private final Settings settings;

  public ReplayOutboxCommand(Settings settings) {
    this.settings = settings;
  }

  private record Replayed(long events) {}

  @Override
  public Integer call() {
    boolean one = aggregate != null && id != null && from == null && until == null;
    boolean range = id == null && from != null && until != null;
    if (!one && !range) {
      throw new ParameterException(
          spec.commandLine(), "Either --aggregate and --id, or --from and --until.");
    }
    Config config = settings.load().config();
    try (Stores stores = Stores.open(config)) {
      long events =
          stores
              .database()
              .longTransactions(config.ops().invariantsTimeout())
              .run(this::republish)
              .await();
      output.result(
          new Replayed(events),
          out ->
              out.printf(
                  "events that will be sent again: %d%n"
                      + "What was removed from the outbox, or is still to be sent anyway, is not"
                      + " among them.%n",
                  events));
    }
    return ExitCode.WELL;
  }

  private Future<Long> republish(Tx tx) {
    return id != null
        ? RelayTable.republish(tx, aggregate, id)
        : RelayTable.republish(tx, from, until, Optional.ofNullable(aggregate));
  }
}
