package io.floodgate.bench;

import java.time.Duration;

/** Something that can be measured: the project or a limit under one kind of load. */
interface Load {

  /** As it is called in reports; two loads of one name are the same. */
  String name();

  /** Makes caches, plans and compiled code ready, as they are after some time in service. */
  default void warmUp(Rig rig, Duration lasts) {
    run(rig, lasts);
  }

  /** Runs it for so long; blocks. */
  Result run(Rig rig, Duration lasts);
}
