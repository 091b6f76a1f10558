package io.floodgate.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is sent to Kafka. Messages with the same key keep their order. Nobody changes the arrays.
 *
 * @param topic without {@code kafka.topicPrefix}
 */
public record Message(String topic, Optional<byte[]> key, byte[] value, List<Header> headers) {

  public Message {
    headers = List.copyOf(headers);
  }

  /** A name may come more than once. Kafka's client takes it as it is, and calls the name key. */
  public record Header(String name, byte[] value) implements org.apache.kafka.common.header.Header {

    @Override
    public String key() {
      return name;
    }

    public static Header of(String name, String value) {
      return new Header(name, value.getBytes(UTF_8));
    }

    /** The value as text. */
    public String text() {
      return new String(value, UTF_8);
    }
  }

  public static Message of(String topic, String key, byte[] value, Header... headers) {
    return of(topic, key.getBytes(UTF_8), value, headers);
  }

  public static Message of(String topic, byte[] key, byte[] value, Header... headers) {
    return new Message(topic, Optional.of(key), value, List.of(headers));
  }

  /** A message as it came from Kafka. */
  static Message of(String topic, ConsumerRecord<byte[], byte[]> record) {
    List<Header> headers = new ArrayList<>();
    record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
    byte[] value = record.value() == null ? new byte[0] : record.value();
    return new Message(topic, Optional.ofNullable(record.key()), value, headers);
  }

  /** The text of the last header of this name, if there is one. */
  public Optional<String> header(String name) {
    for (int i = headers.size() - 1; i >= 0; i--) { // no stream: nine times for each event
      if (headers.get(i).name.equals(name)) {
        return Optional.of(headers.get(i).text());
      }
    }
    return Optional.empty();
  }
}
