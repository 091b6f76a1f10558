package io.floodgate.ranking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.floodgate.base.ProductId;
import io.floodgate.kafka.Unreadable;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.Place;
import io.floodgate.outbox.ToldEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoldTest {

  private static final Instant AT = Instant.parse("2026-11-20T03:00:00.123456Z");

  private static Sold sold(String type, String data) {
    return Sold.of(
        new ToldEvent(
            Aggregate.ORDER, 17, 1, type, AT, "", Place.parse("1.5.2.900"), data.getBytes(UTF_8)));
  }

  @Test
  void aPaidOrderSellsItsItems() {
    Sold sold =
        sold(
            "OrderPaid",
            "{\"schemaVersion\":1,\"orderId\":17,\"items\":[{\"productId\":3,\"name\":\"펜\",\"price\":5,"
                + "\"quantity\":2,\"refundedQuantity\":0},{\"productId\":4,\"quantity\":1}],\"new\":{}}");
    assertThat(sold.units())
        .containsExactly(new Sold.Units(new ProductId(3), 2), new Sold.Units(new ProductId(4), 1));
    assertThat(sold.at()).isEqualTo(AT);
    assertThat(sold.place()).isEqualTo(new Place(1, 5, 2, 900, false));
  }

  @ParameterizedTest
  @CsvSource({"OrderRefunded,true,-2", "OrderCancelled,true,-2", "OrderCancelled,false,0"})
  void onlyWhatWasPaidGoesBack(String type, boolean wasPaid, long units) {
    Sold sold =
        sold(
            type,
            "{\"order\":{\"items\":[{\"productId\":3,\"quantity\":9}]},\"wasPaid\":%b,\"items\":[{\"productId\":3,\"quantity\":2,\"amount\":10}]}"
                .formatted(wasPaid));
    assertThat(sold.units().stream().mapToLong(Sold.Units::units).sum()).isEqualTo(units);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OrderPlaced", "OrderExpired", "OrderFramed"})
  void theRestMeansNothing(String type) {
    assertThat(sold(type, "{\"items\":[{\"productId\":3,\"quantity\":9}]}").units()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "nonsense",
        "{}",
        "{\"items\":7}",
        "{\"items\":[null]}",
        "{\"items\":[{\"quantity\":1}]}",
        "{\"items\":[{\"productId\":1,\"quantity\":0}]}",
        "{\"items\":[{\"productId\":1,\"quantity\":-1}]}"
      })
  void whatHasNotTheDataOfItsTypeIsUnreadable(String data) {
    assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> sold("OrderPaid", data));
  }
}
