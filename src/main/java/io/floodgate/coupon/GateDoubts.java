package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import java.util.HashMap;
import java.util.Map;

/**
 * Which gates do not say what PostgreSQL says, and stay so while nothing happens: a difference that
 * moves is work under way, one that stands still will not go away by itself. Lives on one event
 * loop; no I/O.
 */
final class GateDoubts {

  /** So often a doubt has to be seen before its gate is built; twice as often after each time. */
  private static final int FIRST_LOOKS = 2;

  private static final int MOST_LOOKS = 64;

  private Map<CouponId, Doubt> last = new HashMap<>();
  private Map<CouponId, Doubt> now = new HashMap<>();

  private record Sight(long epoch, long members, long pending, long issued) {}

  private record Doubt(Sight sight, int seen, int needed) {}

  /** All gates are looked at once more from here; those that are not seen again are forgotten. */
  void beginTurn() {
    last = now;
    now = new HashMap<>();
  }

  /**
   * Whether a gate is to be built again.
   *
   * @param coupon read before the gate was looked at
   */
  boolean isProven(Coupon coupon, GateStore.Built built, GateStore.Standing standing) {
    if (standing.issued() == coupon.issued()) {
      return false;
    }
    Sight sight = new Sight(built.epoch(), standing.members(), standing.pending(), coupon.issued());
    Doubt before = last.getOrDefault(coupon.id(), new Doubt(sight, 0, FIRST_LOOKS));
    int seen = before.sight.equals(sight) ? before.seen + 1 : 1;
    boolean proven = seen >= before.needed;
    // Where building does not help, it is not done again and again.
    int needed = proven ? Math.min(MOST_LOOKS, 2 * before.needed) : before.needed;
    now.put(coupon.id(), new Doubt(sight, proven ? 0 : seen, needed));
    return proven;
  }
}
