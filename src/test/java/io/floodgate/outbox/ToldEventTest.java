package io.floodgate.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floodgate.kafka.Message;
import io.floodgate.kafka.Unreadable;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToldEventTest {

  private static final Instant TIME = Instant.parse("2026-05-01T09:00:00.123456Z");

  private static ToldEvent event(Aggregate aggregate, Instant time) {
    return new ToldEvent(
        aggregate,
        42,
        3,
        "OrderPaid",
        time,
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        new Place(2, 1_234, 5, 987_654, false),
        "{\"schemaVersion\":1}".getBytes(UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatItWrote(Aggregate aggregate) {
    ToldEvent event = event(aggregate, TIME);

    assertThat(ToldEvent.of(event.message())).usingRecursiveComparison().isEqualTo(event);
  }

  @Test
  void isACloudEventWithItsAggregateAsKey() {
    Message message = event(Aggregate.ORDER, TIME).message();

    assertThat(message.topic()).isEqualTo("order.events");
    assertThat(message.key().orElseThrow()).isEqualTo("42".getBytes(UTF_8));
    assertThat(message.headers())
        .extracting(header -> header.name() + ": " + header.text())
        .containsExactly(
            "ce_specversion: 1.0",
            "ce_id: ORDER-42-3",
            "ce_source: /floodgate",
            "ce_type: OrderPaid",
            "ce_time: 2026-05-01T09:00:00.123456Z",
            "ce_subject: 42",
            "ce_aggregate: ORDER",
            "ce_version: 3",
            "content-type: application/json",
            "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "floodgate_place: 2.1234.5.987654");
  }

  @Test
  void eachHasItsOwnTimeHoweverTheyFollowEachOther() {
    for (Instant time : List.of(TIME, TIME.plusNanos(1_000), TIME.plusNanos(1_000), TIME)) {
      assertThat(event(Aggregate.ORDER, time).message().header("ce_time"))
          .contains(time.toString());
    }
  }

  @Test
  void whatIsNoEventIsUnreadable() {
    assertThatThrownBy(() -> ToldEvent.of(Message.of("order.events", "1", new byte[0])))
        .isInstanceOf(Unreadable.class);
    assertThatThrownBy(() -> event(Aggregate.ORDER, TIME).read(Integer.class))
        .isInstanceOf(Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7.1.1.0", "0.9223372036854775807.128.18446744.r"})
  void aPlaceReadsWhatItWrote(String text) {
    Place place = Place.parse(text);

    assertThat(place.text()).isEqualTo(text);
    assertThat(place.republished()).isEqualTo(text.endsWith("r"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.2.3", "1.2.3.4.5", "1.2.3.4.r.r", "a.2.3.4", "1.2.3.", "1.2.3.4."})
  void whatIsNoPlaceIsRefused(String text) {
    assertThatThrownBy(() -> Place.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
