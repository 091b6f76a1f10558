package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.bus.Ask;
import java.util.List;

/** What the keeper of the gates answers. */
public sealed interface GateAsk<A> extends Ask<A> {

  /**
   * The gate of a coupon is missing, or what it was built from has changed: it is built from
   * PostgreSQL, by one node at a time. Answers when the gate stands, or when another node is at it;
   * also when there is to be none, because the coupon's issue period is over or it does not exist.
   * UNAVAILABLE while Redis does not answer.
   */
  record RestoreGate(CouponId couponId) implements GateAsk<Void> {}

  /**
   * Compares each gate with PostgreSQL, member by member; waits a little for what is under way. A
   * gate that differs is reported, and then built again. UNAVAILABLE while Redis does not answer.
   */
  record CompareGates() implements GateAsk<List<Drift>> {}

  /** How a gate differs from PostgreSQL, for a person. */
  record Drift(CouponId couponId, String difference) {}
}
