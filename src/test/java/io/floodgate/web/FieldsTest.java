package io.floodgate.web;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.Fault;
import io.floodgate.order.OrderFailure;
import io.floodgate.point.PointFailure;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

  private static final Integers AMOUNT = new Integers(1, 1_000_000, PointFailure.INVALID_AMOUNT);
  private static final Strings REASON = new Strings(5, OrderFailure.INVALID_REASON);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":1}x",
        "{} {}",
        "nul",
        "{\"a\":NaN}",
        "{\"a\":1,\"a\":2}",
        "\u0000",
        "// no\n{}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":+1}"
      })
  void whatIsNotJsonIsMalformed(String body) {
    assertThat(refusal(body).code()).isEqualTo(CommonFailure.MALFORMED_JSON);
  }

  @Test
  void bytesThatAreNotUtf8AreMalformed() {
    byte[] latin = {'{', '"', 'a', '"', ':', '"', (byte) 0xe4, '"', '}'};
    assertThat(refusal(latin).code()).isEqualTo(CommonFailure.MALFORMED_JSON);
    byte[] utf16 = "{\"amount\":1}".getBytes(UTF_16LE);
    assertThat(refusal(utf16).code()).isEqualTo(CommonFailure.MALFORMED_JSON);
  }

  @Test
  void nestingAndNamesAndNumbersAreBounded() {
    assertThat(refusal("{\"a\":" + "[".repeat(20_000)).code())
        .isEqualTo(CommonFailure.MALFORMED_JSON);
    assertThat(refusal("{\"" + "n".repeat(300) + "\":1}").code())
        .isEqualTo(CommonFailure.MALFORMED_JSON);
    assertThat(refusal("{\"a\":" + "9".repeat(2_000) + "}").code())
        .isEqualTo(CommonFailure.MALFORMED_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"text\"", "null", "true"})
  void theBodyHasToBeAnObject(String body) {
    Failure failure = refusal(body);
    assertThat(failure.code()).isEqualTo(CommonFailure.WRONG_TYPE);
    assertThat(failure.faults()).extracting(Fault::pointer).containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0",
        "1e3",
        "\"5\"",
        "true",
        "null",
        "[]",
        "{}",
        "0",
        "-1",
        "1000001",
        "9007199254740993",
        "99999999999999999999999999",
        "-0",
        "1e400"
      })
  void anIntegerIsAnIntegerInItsRange(String value) {
    Failure failure = refusal("{\"amount\":" + value + "}");
    assertThat(failure.code()).isEqualTo(PointFailure.INVALID_AMOUNT);
    assertThat(failure.faults()).extracting(Fault::pointer).containsExactly("/amount");
  }

  @Test
  void bothEndsOfARangeAreAllowed() {
    assertThat(amount("{\"amount\":1}")).isEqualTo(1);
    assertThat(amount("{\"amount\":1000000}")).isEqualTo(1_000_000);
  }

  @Test
  void aMissingFieldIsTheFieldsOwnFailureAndSaysSo() {
    Failure failure = refusal("{}");
    assertThat(failure.code()).isEqualTo(PointFailure.INVALID_AMOUNT);
    assertThat(failure.faults())
        .containsExactly(
            new Fault(
                "/amount", PointFailure.INVALID_AMOUNT, CommonFailure.MISSING_FIELD.detail()));
  }

  @Test
  void unknownFieldsArePointedAtWithTheirNamesEscaped() {
    Failure failure = refusal("{\"amount\":1,\"a/b\":1,\"c~d\":2}");
    assertThat(failure.code()).isEqualTo(CommonFailure.UNKNOWN_FIELD);
    assertThat(failure.faults()).extracting(Fault::pointer).containsExactly("/a~1b", "/c~0d");
  }

  @Test
  void everyFaultIsGatheredAndTheFirstNamesTheFailure() {
    Fields fields = Fields.of("{\"reason\":7,\"other\":1}".getBytes(UTF_8));
    fields.integer("amount", AMOUNT);
    fields.text("reason", REASON);
    Failure failure = catchThrowableOfType(Failure.class, fields::end);
    assertThat(failure.code()).isEqualTo(PointFailure.INVALID_AMOUNT);
    assertThat(failure.faults())
        .extracting(Fault::pointer)
        .containsExactly("/amount", "/reason", "/other");
  }

  @Test
  void faultsAreBounded() {
    StringBuilder body = new StringBuilder("{\"amount\":1");
    for (int i = 0; i < 5_000; i++) {
      body.append(",\"x").append(i).append("\":0");
    }
    assertThat(refusal(body.append('}').toString()).faults()).hasSize(100);
  }

  @Test
  void anOptionalFieldThatIsNullIsAbsent() {
    Fields fields = Fields.of("{\"a\":null,\"b\":null,\"c\":null,\"d\":null}".getBytes(UTF_8));
    assertThat(fields.optionalInteger("a", AMOUNT)).isEqualTo(OptionalLong.empty());
    assertThat(fields.optionalText("b", REASON)).isEqualTo(Optional.empty());
    assertThat(fields.optionalFlag("c")).isEqualTo(Optional.empty());
    assertThat(
            fields.optionalObjects("d", 1, CommonFailure.OUT_OF_RANGE, CommonFailure.OUT_OF_RANGE))
        .isEqualTo(Optional.empty());
    fields.end();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"\"",
        "\"   \"",
        "\"abcdef\"",
        "\"a\\u0000\"",
        "\"a\\nb\"",
        "\"\\ud800\"",
        "5",
        "[]"
      })
  void aTextIsBoundedAndHasNothingThatADatabaseRefuses(String value) {
    Fields fields = Fields.of(("{\"reason\":" + value + "}").getBytes(UTF_8));
    fields.text("reason", REASON);
    Failure failure = catchThrowableOfType(Failure.class, fields::end);
    assertThat(failure.code()).isEqualTo(OrderFailure.INVALID_REASON);
  }

  @Test
  void aTextIsMeasuredInCharactersNotInHalvesOfThem() {
    Fields fields = Fields.of("{\"reason\":\"😀😀😀😀😀\"}".getBytes(UTF_8));
    assertThat(fields.text("reason", REASON)).isEqualTo("😀😀😀😀😀");
    fields.end();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"true\"", "1", "0", "[]"})
  void aFlagIsTrueOrFalse(String value) {
    Fields fields = Fields.of(("{\"pay\":" + value + "}").getBytes(UTF_8));
    fields.optionalFlag("pay");
    Failure failure = catchThrowableOfType(Failure.class, fields::end);
    assertThat(failure.code()).isEqualTo(CommonFailure.WRONG_TYPE);
    assertThat(failure.faults()).extracting(Fault::pointer).containsExactly("/pay");
  }

  @Test
  void anOptionalBodyMayBeLeftOut() {
    Fields.ofOptional(new byte[0]).end();
    Fields.ofOptional("{}".getBytes(UTF_8)).end();
  }

  private static long amount(String body) {
    Fields fields = Fields.of(body.getBytes(UTF_8));
    long amount = fields.integer("amount", AMOUNT);
    fields.end();
    return amount;
  }

  private static Failure refusal(String body) {
    return refusal(body.getBytes(UTF_8));
  }

  private static Failure refusal(byte[] body) {
    return catchThrowableOfType(
        Failure.class,
        () -> {
          Fields fields = Fields.of(body);
          fields.integer("amount", AMOUNT);
          fields.end();
        });
  }
}
