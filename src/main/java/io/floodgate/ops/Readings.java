package io.floodgate.ops;

import io.floodgate.outbox.RelayStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was last found out of this node by asking others, for those who must not wait: what shows
 * metrics. Whatever could not be found out is empty. One object a node; any thread.
 */
public final class Readings {

  private volatile Optional<Boolean> ready = Optional.empty();
  private volatile Optional<RelayStatus> relay = Optional.empty();
  private volatile Map<String, Long> lags = Map.of();
  private volatile Optional<Checked> checked = Optional.empty();

  /** A check of all invariants, and when it ended by this node's clock. */
  public record Checked(InvariantReport report, Instant at) {}

  /** Whether this node could do its work. */
  public Optional<Boolean> ready() {
    return ready;
  }

  /** How the relay fared. */
  public Optional<RelayStatus> relay() {
    return relay;
  }

  /** How many messages a group had not worked off, on all nodes together. */
  public OptionalLong lag(String group) {
    Long lag = lags.get(group);
    return lag == null ? OptionalLong.empty() : OptionalLong.of(lag);
  }

  /** The last check of all invariants, if there was one since the start. */
  public Optional<Checked> checked() {
    return checked;
  }

  void ready(Optional<Boolean> found) {
    ready = found;
  }

  void relay(Optional<RelayStatus> found) {
    relay = found;
  }

  void lags(Map<String, Long> found) {
    lags = Map.copyOf(found);
  }

  void checked(Checked found) {
    checked = Optional.of(found);
  }
}
