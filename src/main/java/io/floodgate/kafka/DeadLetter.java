package io.floodgate.kafka;

import io.floodgate.base.Failure;
import io.floodgate.kafka.Message.Header;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that could not be worked off, in a topic beside their own: as they were, with headers
 * that say why.
 */
public final class DeadLetter {

  /** Why: the failure's stable name, or what the exception said. */
  public static final String ERROR = "dlq.error";

  /** Where it stood, with {@code kafka.topicPrefix}. */
  public static final String TOPIC = "dlq.topic";

  public static final String PARTITION = "dlq.partition";
  public static final String OFFSET = "dlq.offset";

  /** Whose letter it is: the group that could not work it off, without the prefix. */
  public static final String GROUP = "dlq.group";

  /** How often it was tried. */
  public static final String ATTEMPTS = "dlq.attempts";

  /** When it failed first, RFC 3339. */
  public static final String FIRST_FAILURE = "dlq.firstFailure";

  /** On a message that was put back: the group that it was put back for. */
  public static final String REPLAYED_FOR = "dlq.replayedFor";

  private static final String OURS = "dlq.";
  private static final int LONGEST_ERROR = 500;

  private DeadLetter() {}

  /** The topic of the dead letters of a topic. */
  public static String topicOf(String topic) {
    return topic + ".dlq";
  }

  static Message of(
      Received received,
      String origin,
      String group,
      int attempts,
      Instant firstFailure,
      Throwable error) {
    Message message = received.message();
    List<Header> headers = new ArrayList<>(original(message.headers()));
    headers.add(Header.of(ERROR, wordsOf(error)));
    headers.add(Header.of(TOPIC, origin));
    headers.add(Header.of(PARTITION, Integer.toString(received.partition())));
    headers.add(Header.of(OFFSET, Long.toString(received.offset())));
    headers.add(Header.of(GROUP, group));
    headers.add(Header.of(ATTEMPTS, Integer.toString(attempts)));
    headers.add(Header.of(FIRST_FAILURE, firstFailure.toString()));
    return new Message(topicOf(message.topic()), message.key(), message.value(), headers);
  }

  /** The headers that the message had before it failed. */
  static List<Header> original(List<Header> headers) {
    return headers.stream().filter(header -> !header.name().startsWith(OURS)).toList();
  }

  /** What other groups have worked off already is put back for one group, and no news to them. */
  static boolean isForOthers(Message message, String group) {
    return message.header(REPLAYED_FOR).filter(of -> !of.equals(group)).isPresent();
  }

  /** A failure in a line that is not endless. */
  static String wordsOf(Throwable error) {
    String words = error instanceof Failure failure ? failure.code().name() : error.toString();
    if (error.getCause() != null) {
      words += ": " + error.getCause();
    }
    return words.length() <= LONGEST_ERROR ? words : words.substring(0, LONGEST_ERROR);
  }
}
