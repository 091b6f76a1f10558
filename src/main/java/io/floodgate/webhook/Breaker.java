package io.floodgate.webhook;

import java.time.Duration;

/**
 * Whether it makes sense to post: after too many failures in a row nothing is posted for a while,
 * then a single post tells whether the platform is back.
 *
 * <p>Times are those of {@link System#nanoTime}.
 */
final class Breaker {

  private final int limit;
  private final long pauseNanos;
  private State state = State.CLOSED;
  private int failures;
  private long openUntil;

  private enum State {
    /** All is well. */
    CLOSED,
    /** Nothing is posted. */
    OPEN,
    /** One post is under way. */
    PROBING
  }

  /**
   * @param limit so many failures in a row
   */
  Breaker(int limit, Duration pause) {
    this.limit = limit;
    this.pauseNanos = pause.toNanos();
  }

  /**
   * Whether a post may begin now. Whoever hears yes tells what came of it: {@link #succeeded},
   * {@link #failed} or {@link #dropped}.
   */
  boolean lets(long now) {
    return switch (state) {
      case CLOSED -> true;
      case PROBING -> false;
      case OPEN -> {
        if (now - openUntil < 0) {
          yield false;
        }
        state = State.PROBING;
        yield true;
      }
    };
  }

  /** How long nothing is posted for certain; zero where that is not known. */
  long nanosToWait(long now) {
    return state == State.OPEN ? Math.max(0, openUntil - now) : 0;
  }

  /**
   * @return whether nothing was posted until now
   */
  boolean succeeded() {
    boolean wasOpen = state != State.CLOSED;
    state = State.CLOSED;
    failures = 0;
    return wasOpen;
  }

  /**
   * @return whether nothing is posted from now on
   */
  boolean failed(long now) {
    failures++;
    boolean opens = state == State.CLOSED && failures >= limit;
    if (opens || state == State.PROBING) {
      state = State.OPEN;
      openUntil = now + pauseNanos;
    }
    return opens;
  }

  /** The post was not made after all: another may be the one that tells. */
  void dropped(long now) {
    if (state == State.PROBING) {
      state = State.OPEN;
      openUntil = now;
    }
  }
}
