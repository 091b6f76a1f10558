package io.floodgate.kafka;

import io.floodgate.trace.Kind;
import io.floodgate.trace.Step;
import io.floodgate.trace.Traces;
import java.util.ArrayList;
import java.util.List;

/**
 * The sending of a message, as a step of the trace in its header {@code traceparent}, if that is
 * sampled: then the header leads to this step, and so do those who get the message.
 */
final class Sending {

  private static final String TRACEPARENT = "traceparent";

  private Sending() {}

  /** None where the trace of the message is not recorded. */
  static Step begin(Traces traces, Message message) {
    if (!traces.isOn()) {
      return Step.NONE;
    }
    return traces
        .within(Kind.PRODUCER, "send " + message.topic(), message.header(TRACEPARENT).orElse(""))
        .with("messaging.system", "kafka")
        .with("messaging.operation.type", "send")
        .with("messaging.operation.name", "send")
        .with("messaging.destination.name", message.topic());
  }

  /** The message, whose header leads to the step if there is one. */
  static Message led(Message message, Step step) {
    if (!step.isRecorded()) {
      return message;
    }
    List<Message.Header> headers = new ArrayList<>(message.headers());
    headers.replaceAll(
        header ->
            header.name().equals(TRACEPARENT)
                ? Message.Header.of(TRACEPARENT, step.traceparent().text())
                : header);
    return new Message(message.topic(), message.key(), message.value(), headers);
  }

  /**
   * @param error null if all replicas have the message
   */
  static void end(Step step, Throwable error) {
    if (error == null) {
      step.end();
    } else {
      step.fail(error.getClass().getName());
    }
  }
}
