package io.floodgate.base;

import java.util.Optional;

/**
 * On whose behalf a request is made.
 *
 * @param user the one user whose things the caller may touch; empty where a gateway has checked the
 *     caller, or the caller is an administrator
 */
public record Caller(Optional<UserId> user) {

  /** Checked by a gateway, or an administrator: may act for everyone. */
  public static final Caller TRUSTED = new Caller(Optional.empty());

  public static Caller user(UserId user) {
    return new Caller(Optional.of(user));
  }

  public boolean mayActFor(UserId owner) {
    return user.isEmpty() || user.get().equals(owner);
  }
}
