package io.floodgate.ops;

import io.floodgate.bus.Ask;

/** What the operators' room answers. */
public sealed interface OpsAsk<A> extends Ask<A> {

  /** Runs every invariant's query; a broken one is part of the answer, not a failure. */
  record CheckInvariants() implements OpsAsk<InvariantReport> {}

  /** Asks how the configuration of this node stands. */
  record GetConfig() implements OpsAsk<ConfigReport> {}
}
