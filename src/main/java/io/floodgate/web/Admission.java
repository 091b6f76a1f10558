package io.floodgate.web;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much this node takes on at once: requests under way, and bytes of bodies that are still
 * arriving. Shared by all event loops; whatever is entered is left again exactly once.
 */
final class Admission {

  private final int maxRequests;
  private final long maxHeldBytes;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();

  Admission(int maxRequests, long maxHeldBytes) {
    this.maxRequests = maxRequests;
    this.maxHeldBytes = maxHeldBytes;
  }

  /** A hint that saves work: a request that sees it is refused before its body is read. */
  boolean isFull() {
    return requests.get() >= maxRequests;
  }

  boolean tryEnter() {
    if (requests.incrementAndGet() <= maxRequests) {
      return true;
    }
    requests.decrementAndGet();
    return false;
  }

  void leave() {
    requests.decrementAndGet();
  }

  /** Slow bodies on thousands of connections must not fill the heap, so their bytes are counted. */
  boolean tryHold(int bytes) {
    if (heldBytes.addAndGet(bytes) <= maxHeldBytes) {
      return true;
    }
    heldBytes.addAndGet(-bytes);
    return false;
  }

  void release(int bytes) {
    heldBytes.addAndGet(-bytes);
  }

  /** Requests under way now. */
  int requests() {
    return requests.get();
  }

  /** Bytes of unfinished bodies now. */
  long heldBytes() {
    return heldBytes.get();
  }
}
