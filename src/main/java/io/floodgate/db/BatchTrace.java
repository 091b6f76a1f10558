package io.floodgate.db;

import io.floodgate.base.Failure;
import io.floodgate.trace.Kind;
import io.floodgate.trace.Step;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What is recorded of a batch in which some command belongs to a sampled trace: one step, of a
 * trace of its own, linked with those commands. Of all other batches nothing is.
 */
final class BatchTrace {

  private BatchTrace() {}

  /** Begins with the first attempt, and ends when each command has its answer. */
  static <W> Step begin(String domain, List<W> batch, Function<W, Step> stepOf) {
    List<Step> recorded = null;
    for (W waiting : batch) {
      Step step = stepOf.apply(waiting);
      if (step.isRecorded()) {
        recorded = recorded == null ? new ArrayList<>() : recorded;
        recorded.add(step);
      }
    }
    return recorded == null
        ? Step.NONE
        : Step.carrying(Kind.CLIENT, "batch " + domain, recorded)
            .with("floodgate.domain", domain)
            .with("db.system.name", "postgresql")
            .with("db.operation.name", "TRANSACTION")
            .with("db.operation.batch.size", batch.size())
            .with("thread.name", Thread.currentThread().getName());
  }

  /** An attempt came to nothing; some or all of the batch is tried again, or given up. */
  static <W> void failed(List<W> batch, Function<W, Step> stepOf, TxFailure error) {
    for (W waiting : batch) {
      Step carrier = stepOf.apply(waiting).carrier();
      if (carrier.isRecorded()) {
        carrier.note("attempt failed", error.fault().name());
        carrier.count("floodgate.attempts.failed");
        if (error.getCause() instanceof PgException postgres) {
          carrier.with("db.response.status_code", postgres.getSqlState());
        }
        return;
      }
    }
  }

  /** A refusal is an answer; what went wrong is not. */
  static void endCommand(Step step, Throwable error) {
    if (error == null) {
      step.end();
      return;
    }
    Failure failure = Failure.from(error);
    String code = failure.code().name();
    step.with("floodgate.outcome", code);
    if (failure.kind().isOurs()) {
      step.fail(code);
    } else {
      step.end();
    }
  }
}
