package io.floodgate.kafka;

import io.floodgate.trace.Kind;
import io.floodgate.trace.Step;
import io.floodgate.trace.Traces;
import java.util.List;

/** The working off of a batch of messages, as a step that follows from their sending. */
final class Working {

  private Working() {}

  /** One for the batch, whatever traces its messages are of; none if no message is sampled. */
  static Step begin(
      Traces traces, String group, String topic, int partition, List<Received> messages) {
    if (!traces.isOn()) {
      return Step.NONE;
    }
    List<String> contexts =
        messages.stream()
            .map(received -> received.message().header("traceparent").orElse(""))
            .toList();
    return traces
        .following(Kind.CONSUMER, "process " + topic, contexts)
        .with("messaging.system", "kafka")
        .with("messaging.operation.type", "process")
        .with("messaging.operation.name", "process")
        .with("messaging.destination.name", topic)
        .with("messaging.destination.partition.id", Integer.toString(partition))
        .with("messaging.consumer.group.name", group)
        .with("messaging.batch.message_count", messages.size());
  }
}
