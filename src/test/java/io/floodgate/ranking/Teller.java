package io.floodgate.ranking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floodgate.kafka.Message;
import io.floodgate.kafka.Sender;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.Place;
import io.floodgate.outbox.ToldEvent;
import io.floodgate.server.Database;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends what stands in the outbox as the relay does, when the test says so, and again when it says
 * so. One thread at a time.
 */
final class Teller {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The slots of the ring may be looked at in any order: the batch is what counts. */
  private static final String UNSENT =
      """
      SELECT json_build_object('shard', o.shard, 'batch', o.batch, 'position', o.position,
             'transaction', u.transaction, 'id', o.aggregate_id, 'version', o.version,
             'type', o.type, 'at', to_json(o.created_at), 'payload', o.payload)
        FROM outbox o JOIN outbox_unsent u USING (shard, batch)
       WHERE o.aggregate = 'ORDER' ORDER BY o.batch, o.position
      """;

  private record Shared(int shard, long batch) {}

  private final Database database;
  private final Map<Integer, Long> sequences = new HashMap<>();
  private final List<ToldEvent> told = new ArrayList<>();

  Teller(Database database) {
    this.database = database;
  }

  /** All that was sent, once each. */
  List<ToldEvent> told() {
    return told;
  }

  /** Sends what has not been sent yet. */
  int tell(Sender sender) {
    Map<Shared, Long> sequenceOf = new HashMap<>();
    List<ToldEvent> events = new ArrayList<>();
    for (String row : database.texts(UNSENT)) {
      JsonNode event = parse(row);
      Shared batch = new Shared(event.get("shard").asInt(), event.get("batch").asLong());
      long sequence =
          sequenceOf.computeIfAbsent(batch, of -> sequences.merge(of.shard, 1L, Long::sum));
      events.add(
          new ToldEvent(
              Aggregate.ORDER,
              event.get("id").asLong(),
              event.get("version").asLong(),
              event.get("type").asText(),
              OffsetDateTime.parse(event.get("at").asText()).toInstant(),
              "",
              new Place(
                  batch.shard,
                  sequence,
                  event.get("position").asInt(),
                  event.get("transaction").asLong(),
                  false),
              event.get("payload").asText().getBytes(UTF_8)));
    }
    send(sender, events);
    // Only those that were read: orders may be placed meanwhile.
    sequenceOf
        .keySet()
        .forEach(
            batch ->
                database.execute(
                    "DELETE FROM outbox_unsent WHERE shard = %d AND batch = %d"
                        .formatted(batch.shard, batch.batch)));
    told.addAll(events);
    return events.size();
  }

  /** What only other topics hear of counts as sent. */
  void forgetOthers() {
    database.execute(
        """
        DELETE FROM outbox_unsent u WHERE NOT EXISTS (
          SELECT FROM outbox o
           WHERE o.shard = u.shard AND o.batch = u.batch AND o.aggregate = 'ORDER')
        """);
  }

  /** Sends all of these once more, with the places that they have. */
  static void send(Sender sender, List<ToldEvent> events) {
    sendMessages(sender, events.stream().map(ToldEvent::message).toList());
  }

  static void sendMessages(Sender sender, List<Message> messages) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> sender.isReady(RankingConsumerVerticle.TOPIC));
    messages.stream().map(sender::send).toList().forEach(RankingNode::await);
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
