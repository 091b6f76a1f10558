package io.floodgate;

import io.floodgate.base.Refused;
import io.floodgate.config.Config;
import io.vertx.core.transport.Transport;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How event loops wait for the network. With io_uring many reads and writes are one call of the
 * kernel; where it is not allowed, as in most containers, epoll does the same work at a call each.
 */
public final class Transports {

  private static final Logger LOG = LoggerFactory.getLogger(Transports.class);

  private static final List<Transport> BEST_FIRST = List.of(Transport.IO_URING, Transport.EPOLL);

  private Transports() {}

  /**
   * The transport to build Vert.x with. Any thread.
   *
   * @throws Refused when this machine does not have the one that is asked for
   */
  public static Transport of(Config.Transport wanted) {
    Transport chosen =
        switch (wanted) {
          case AUTO -> best();
          case IO_URING -> required(Transport.IO_URING);
          case EPOLL -> required(Transport.EPOLL);
          case NIO -> Transport.NIO;
        };
    LOG.info("event loops wait by {}", chosen.name());
    return chosen;
  }

  private static Transport best() {
    return BEST_FIRST.stream().filter(Transport::available).findFirst().orElse(Transport.NIO);
  }

  private static Transport required(Transport transport) {
    if (!transport.available()) {
      throw new Refused(
          "runtime.transport: %s is not available here: %s"
              .formatted(transport.name(), transport.unavailabilityCause()),
          transport.unavailabilityCause());
    }
    return transport;
  }
}
