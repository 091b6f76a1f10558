package io.floodgate.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Which ports are free, on the loopback address. */
public final class Ports {

  // Below the ephemeral range (32768 on Linux), so that no outgoing connection takes the port
  // between our look and the store's bind; above the fixed ports of the local stack.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;

  /** What was given out may not be listened on yet, or be free only until a store starts again. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** A port that nobody listens on right now, and that nobody in this JVM was given before. */
  public static int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (!taken("127.0.0.1", port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new StackRefused("No free port between " + LOWEST + " and " + HIGHEST + ".");
  }

  /**
   * Makes sure that a port can be listened on.
   *
   * @throws StackRefused if not: one line with the port, who wants it and the variable that changes
   *     it
   */
  static void demand(String host, int port, String who, String variable) {
    if (taken(host, port)) {
      throw new StackRefused(
          "Port %d on %s is taken and %s wants it: stop what listens there, or set %s to a free port."
              .formatted(port, host, who, variable));
    }
  }

  static boolean taken(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true); // a port in TIME_WAIT is free: the stores bind it the same way
      probe.bind(new InetSocketAddress(host, port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
