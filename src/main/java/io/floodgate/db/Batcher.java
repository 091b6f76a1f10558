package io.floodgate.db;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.floodgate.trace.Step;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One lane of commands. What arrives while a transaction is under way goes into the next one, all
 * of it at once; alone, a command is a batch of one and waits for nobody. No timer: a lane takes
 * what is queued whenever it may send.
 *
 * <p>A batch that meets a row which somebody else holds for long is run again around it. A batch
 * whose statements the database rejects is run again command by command, so that a poisoned one
 * fails alone. Lives on one event loop.
 *
 * @param <C> the commands
 * @param <A> their answers
 */
public final class Batcher<C, A> {

  /**
   * How often a batch that collided with another transaction is run again before it is given up.
   */
  private static final int ATTEMPTS = 3;

  /** How long a lane that met a held row waits only briefly for rows. */
  private static final Duration BRIEF_FOR = Duration.ofSeconds(5);

  private final Lane lane;
  private final LaneMeter meter;
  private final Supplier<Config.Batching> limits;
  private final Work<C, A> work;
  private final ArrayDeque<Waiting<C, A>> queue = new ArrayDeque<>();

  /** The queue's length for other threads, which may see it a moment late. */
  private final AtomicInteger queued = new AtomicInteger();

  private final Promise<Void> drained = Promise.promise();
  private int underWay;
  private boolean sending;
  private boolean draining;
  private long briefUntilNanos = System.nanoTime();

  /**
   * @param limits asked anew for each command and each batch
   */
  public Batcher(Lane lane, Supplier<Config.Batching> limits, Work<C, A> work) {
    this.lane = lane;
    this.limits = limits;
    this.work = work;
    this.meter = lane.meter();
    meter.watch(queued::get);
  }

  /** Decides and writes a batch inside the transaction: an outcome a command, in the same order. */
  @FunctionalInterface
  public interface Work<C, A> {
    Future<List<Outcome<A>>> carry(Tx tx, List<C> commands);
  }

  /**
   * Answers once the command's transaction has committed. Fails with a {@link Failure}: the refusal
   * itself; OVERLOADED at once when the lane is full; TIMED_OUT when the deadline passed in the
   * queue; UNAVAILABLE, UNKNOWN or INTERNAL as {@link Transactions#run} says.
   */
  public Future<A> submit(C command, Deadline deadline) {
    return submit(command, deadline, Step.NONE);
  }

  /**
   * The same as a step of a trace, which ends with the answer.
   *
   * @param step is linked with that of the batch which carries the command
   */
  public Future<A> submit(C command, Deadline deadline, Step step) {
    if (queue.size() >= limits.get().queue()) {
      step.fail(CommonFailure.OVERLOADED.name());
      return Future.failedFuture(Failure.of(CommonFailure.OVERLOADED));
    }
    Promise<A> answer = Promise.promise();
    queue.add(new Waiting<>(command, deadline, answer, System.nanoTime(), step));
    sendWhatWaits();
    queued.setRelease(queue.size());
    return step.isRecorded()
        ? answer.future().onComplete((_, error) -> BatchTrace.endCommand(step, error))
        : answer.future();
  }

  /**
   * Completes when nothing is queued and nothing under way: what was taken on is answered before
   * its lane stops. Meant for when nobody asks any more, but whoever still does is answered too.
   */
  public Future<Void> drain() {
    draining = true;
    completeIfIdle();
    return drained.future();
  }

  private void completeIfIdle() {
    if (draining && underWay == 0 && queue.isEmpty()) {
      drained.tryComplete();
    }
  }

  /** One batch is decided and written at a time; others may wait for the answer to their COMMIT. */
  private void sendWhatWaits() {
    while (!sending) {
      Config.Batching now = limits.get();
      if (underWay >= now.batchesUnderWay()) {
        return;
      }
      List<Waiting<C, A>> batch = takeBatch(now.maxBatch());
      if (batch.isEmpty()) {
        return;
      }
      underWay++;
      sending = true;
      Step step = BatchTrace.begin(lane.domain(), batch, Waiting::step);
      carry(batch, locking(), 1, this::endSent)
          .onComplete(
              answered -> {
                step.end();
                underWay--;
                sendWhatWaits();
                completeIfIdle();
              });
    }
  }

  private Locking locking() {
    return System.nanoTime() - briefUntilNanos < 0 ? Locking.BRIEF : Locking.PATIENT;
  }

  private void endSent() {
    sending = false;
    sendWhatWaits();
  }

  private List<Waiting<C, A>> takeBatch(int maxBatch) {
    List<Waiting<C, A>> batch = new ArrayList<>(Math.min(queue.size(), maxBatch));
    long nowNanos = System.nanoTime();
    while (batch.size() < maxBatch && !queue.isEmpty()) {
      Waiting<C, A> next = queue.poll();
      meter.waited(nowNanos - next.sinceNanos);
      if (next.deadline.isPast()) {
        next.answer.fail(Failure.of(CommonFailure.TIMED_OUT));
      } else {
        batch.add(next);
      }
    }
    queued.setRelease(queue.size());
    return batch;
  }

  /** Never fails: each one who waits has been answered when the future completes. */
  private Future<Void> carry(
      List<Waiting<C, A>> batch, Locking locking, int attempt, Runnable onEndSent) {
    List<C> commands = batch.stream().map(Waiting::command).toList();
    long begunNanos = System.nanoTime();
    return lane.attempt(locking, tx -> work.carry(tx, commands), onEndSent)
        .transform(
            (outcomes, error) -> {
              meter.carried(batch.size(), System.nanoTime() - begunNanos);
              if (error == null) {
                answer(batch, outcomes);
                return Future.succeededFuture();
              }
              BatchTrace.failed(batch, Waiting::step, (TxFailure) error);
              return afterFailure(batch, locking, attempt, (TxFailure) error);
            });
  }

  private Future<Void> afterFailure(
      List<Waiting<C, A>> batch, Locking locking, int attempt, TxFailure error) {
    return switch (error.fault()) {
      case COLLIDED -> {
        if (attempt >= ATTEMPTS) {
          yield failAll(batch, error);
        }
        note(LaneMeter.Why.COLLIDED, error);
        yield again(batch, locking, attempt + 1);
      }
      case LOCKED -> {
        if (locking == Locking.SKIPPING) {
          yield failAll(batch, error);
        }
        note(LaneMeter.Why.LOCKED, error);
        yield aroundLocked(batch);
      }
      case REJECTED, OURS -> {
        if (batch.size() == 1) {
          yield failAll(batch, error);
        }
        note(LaneMeter.Why.REJECTED, error);
        yield oneByOne(batch);
      }
      case AWAY -> failAll(batch, error);
    };
  }

  private void note(LaneMeter.Why why, TxFailure error) {
    meter.repeated(why, error.sqlState().orElse(PostgresFault.NO_STATE));
  }

  /** Who holds a row for long holds up no other row's commands, and the next batches wait less. */
  private Future<Void> aroundLocked(List<Waiting<C, A>> batch) {
    briefUntilNanos = System.nanoTime() + BRIEF_FOR.toNanos();
    return again(batch, Locking.SKIPPING, 1);
  }

  private Future<Void> oneByOne(List<Waiting<C, A>> batch) {
    Future<Void> last = Future.succeededFuture();
    for (Waiting<C, A> waiting : batch) {
      last = last.compose(done -> again(List.of(waiting), Locking.PATIENT, 1));
    }
    return last;
  }

  private Future<Void> again(List<Waiting<C, A>> batch, Locking locking, int attempt) {
    return carry(batch, locking, attempt, () -> {});
  }

  private Future<Void> failAll(List<Waiting<C, A>> batch, TxFailure error) {
    batch.forEach(waiting -> waiting.answer.fail(error.failure()));
    return Future.succeededFuture();
  }

  private void answer(List<Waiting<C, A>> batch, List<Outcome<A>> outcomes) {
    for (int i = 0; i < batch.size(); i++) {
      Promise<A> answer = batch.get(i).answer;
      switch (outcomes.get(i)) {
        case Outcome.Done<A>(A value) -> answer.complete(value);
        case Outcome.Refused<A>(Failure failure) -> answer.fail(failure);
      }
    }
  }

  private record Waiting<C, A>(
      C command, Deadline deadline, Promise<A> answer, long sinceNanos, Step step) {}
}
