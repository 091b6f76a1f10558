package io.floodgate.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A load whose every good answer stands for a row: the rows are counted before and after, and a run
 * with more answers than rows counts for nothing.
 *
 * @param count the statement that counts them
 */
record Kept(Load load, String count) implements Load {

  @Override
  public String name() {
    return load.name();
  }

  @Override
  public Result run(Rig rig, Duration lasts) {
    long before = rows(rig);
    Result result = load.run(rig, lasts);
    return judged(result, rows(rig) - before);
  }

  /**
   * The result, with a fault where not every good answer has its row.
   *
   * @param grown how many rows came, also by what was under way when the load ended
   */
  static Result judged(Result result, long grown) {
    if (grown >= result.answers()) {
      return result;
    }
    List<String> faults = new ArrayList<>(result.faults());
    faults.add("%d good answers and only %d rows".formatted(result.answers(), grown));
    return new Result(
        result.perSecond(), result.answers(), result.millis(), faults, result.output());
  }

  private long rows(Rig rig) {
    return Long.parseLong(rig.database().text(count));
  }
}
