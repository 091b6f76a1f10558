package io.floodgate.outbox;

import io.floodgate.bus.Ask;

/** What this node's relay answers. */
public sealed interface OutboxAsk<A> extends Ask<A> {

  /** How the relay fares. UNAVAILABLE while PostgreSQL does not answer. */
  record GetRelay() implements OutboxAsk<RelayStatus> {}
}
