package io.floodgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.Fault;
import io.floodgate.base.ProductId;
import io.floodgate.order.OrderAsk.Line;
import io.floodgate.order.OrderFailure;
import io.floodgate.product.ProductFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderLinesTest {

  @Test
  void aProductNamedTwiceIsSummedWhereItWasNamedFirst() {
    assertThat(read("[%s,%s,%s]".formatted(item(7, 2), item(3, 1), item(7, 5))))
        .containsExactly(
            new Line(new ProductId(7), 7, "/orderProducts/0"),
            new Line(new ProductId(3), 1, "/orderProducts/1"));
  }

  @Test
  void aSumThatIsTooLargeIsTheLaterItemsFault() {
    Failure failure = refusal("[%s,%s]".formatted(item(7, 600_000), item(7, 400_001)));
    assertThat(failure.code()).isEqualTo(ProductFailure.INVALID_QUANTITY);
    assertThat(failure.faults())
        .extracting(Fault::pointer)
        .containsExactly("/orderProducts/1/quantity");
    assertThat(read("[%s,%s]".formatted(item(7, 600_000), item(7, 400_000))))
        .extracting(Line::quantity)
        .containsExactly(1_000_000);
  }

  @Test
  void aHundredTimesTheMostIsStillNoOverflow() {
    String items = (item(7, 1_000_000) + ",").repeat(99) + item(7, 1_000_000);
    assertThat(refusal("[" + items + "]").faults()).hasSize(99);
  }

  @Test
  void noItemAndTooManyItemsHaveNamesOfTheirOwn() {
    assertThat(refusal("[]").code()).isEqualTo(OrderFailure.EMPTY_ORDER);
    assertThat(refusal("null").code()).isEqualTo(OrderFailure.EMPTY_ORDER);
    String many = (item(1, 1) + ",").repeat(10_000) + item(1, 1);
    Failure failure = refusal("[" + many + "]");
    assertThat(failure.code()).isEqualTo(OrderFailure.TOO_MANY_ITEMS);
    assertThat(failure.faults()).hasSize(1);
  }

  @Test
  void aMissingArrayIsAnEmptyOrder() {
    Fields fields = Fields.of("{}".getBytes(UTF_8));
    OrderLines.read(fields, "orderProducts");
    assertThat(catchThrowableOfType(Failure.class, fields::end).code())
        .isEqualTo(OrderFailure.EMPTY_ORDER);
  }

  @Test
  void everyFaultOfEveryItemIsPointedAt() {
    Failure failure =
        refusal("[{\"productId\":0,\"quantity\":0},5,{\"productId\":1},{\"quantity\":1,\"x\":1}]");
    assertThat(failure.faults())
        .extracting(Fault::pointer, Fault::code)
        .containsExactly(
            tuple("/orderProducts/1", CommonFailure.WRONG_TYPE),
            tuple("/orderProducts/0/productId", ProductFailure.INVALID_PRODUCT_ID),
            tuple("/orderProducts/0/quantity", ProductFailure.INVALID_QUANTITY),
            tuple("/orderProducts/2/quantity", ProductFailure.INVALID_QUANTITY),
            tuple("/orderProducts/3/productId", ProductFailure.INVALID_PRODUCT_ID),
            tuple("/orderProducts/3/x", CommonFailure.UNKNOWN_FIELD));
  }

  private static String item(long product, int quantity) {
    return "{\"productId\":%d,\"quantity\":%d}".formatted(product, quantity);
  }

  private static List<Line> read(String array) {
    Fields fields = Fields.of(("{\"orderProducts\":" + array + "}").getBytes(UTF_8));
    List<Line> lines = OrderLines.read(fields, "orderProducts");
    fields.end();
    return lines;
  }

  private static Failure refusal(String array) {
    return catchThrowableOfType(Failure.class, () -> read(array));
  }
}
