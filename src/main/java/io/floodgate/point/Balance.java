package io.floodgate.point;

import io.floodgate.base.Money;
import io.floodgate.base.UserId;

/** How many points a user has; one point is one won. */
public record Balance(UserId userId, Money balance) {}
