package io.floodgate.bench;

import java.time.Duration;

/**
 * One run of a load, and who used the CPU meanwhile.
 *
 * @param load its name
 * @param round from 1
 */
record Run(String load, int round, Result result, Cpu.Used cpu) {

  /** Measures a load once everything has settled. */
  static Run of(Load load, int round, Rig rig, Duration lasts) {
    rig.settle();
    Cpu before = rig.cpu();
    Result result = load.run(rig, lasts);
    return new Run(load.name(), round, result, rig.cpu().since(before));
  }
}
