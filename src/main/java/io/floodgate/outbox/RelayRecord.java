package io.floodgate.outbox;

import io.floodgate.outbox.RelayTable.Backlog;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator may want to know of the relay. The log says once that it fails, and once that it
 * works again. Lives on the relay's event loop.
 */
final class RelayRecord {

  private static final Logger LOG = LoggerFactory.getLogger(RelayRecord.class);

  private long sent;
  private long failures;
  private Throwable lastError;
  private boolean failing;

  void sent(int events) {
    sent += events;
  }

  void works() {
    if (failing) {
      LOG.info("events are sent to Kafka again");
    }
    failing = false;
  }

  void fails(Throwable error) {
    if (!failing) {
      LOG.warn("events cannot be sent to Kafka, and will be again and again", error);
    }
    failing = true;
    failures++;
    lastError = error;
  }

  boolean isFailing() {
    return failing;
  }

  RelayStatus status(boolean relays, Set<Integer> shards, Backlog backlog) {
    return new RelayStatus(
        relays,
        shards,
        backlog.events(),
        backlog.oldest(),
        sent,
        failures,
        Optional.ofNullable(lastError).map(RelayRecord::words));
  }

  /** The failure says what it means for us, its cause what happened. */
  private static String words(Throwable error) {
    return error.getCause() == null ? error.toString() : error.getCause().toString();
  }
}
