package io.floodgate.point;

import io.floodgate.base.UserId;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.EventType;
import java.util.List;

/** What the data platform hears of points: every entry of every ledger. */
public final class PointEvents {

  public static final EventType<PointsChanged> CHARGED = of("PointsCharged");
  public static final EventType<PointsChanged> USED = of("PointsUsed");
  public static final EventType<PointsChanged> REFUNDED = of("PointsRefunded");

  public static final List<EventType<?>> ALL = List.of(CHARGED, USED, REFUNDED);

  private PointEvents() {}

  /** A new entry of a user's ledger. */
  public record PointsChanged(UserId userId, PointEntry entry) {}

  static EventType<PointsChanged> of(EntryKind kind) {
    return switch (kind) {
      case CHARGE -> CHARGED;
      case USE -> USED;
      case REFUND -> REFUNDED;
    };
  }

  private static EventType<PointsChanged> of(String name) {
    return EventType.of(Aggregate.POINT, name, PointsChanged.class);
  }
}
