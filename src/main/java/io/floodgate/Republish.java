package io.floodgate;

import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.Tx;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.RelayTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Has events sent to Kafka once more by the servers that run. */
@Command(
    name = "republish",
    description = {
      "Send events to Kafka once more: all of one aggregate, or those of a stretch of time.",
      "With an event go all that were written in the same transaction. Only what is still in the"
          + " outbox can be sent: see outbox.retention."
    })
final class Republish implements Callable<Integer> {

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

  @ParentCommand private Main program;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    boolean one = aggregate != null && id != null && from == null && until == null;
    boolean range = id == null && from != null && until != null;
    if (!one && !range) {
      throw new ParameterException(
          spec.commandLine(), "Either --aggregate and --id, or --from and --until.");
    }
    Config config = program.configuration().config();
    Vertx vertx = Vertx.vertx();
    Database database = new Database(vertx, config.postgres());
    try {
      long events =
          database.longTransactions(config.ops().invariantsTimeout()).run(this::republish).await();
      spec.commandLine()
          .getOut()
          .printf(
              "%d events will be sent again%n"
                  + "What was removed from the outbox, or is still to be sent anyway, is not"
                  + " among them.%n",
              events);
      return 0;
    } finally {
      database.close().eventually(vertx::close).await();
    }
  }

  private Future<Long> republish(Tx tx) {
    return id != null
        ? RelayTable.republish(tx, aggregate, id)
        : RelayTable.republish(tx, from, until, Optional.ofNullable(aggregate));
  }
}
