package io.floodgate.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests say about refusals. */
public final class Refusals {

  private Refusals() {}

  /** The refusal itself, for what else is to be said of it. */
  public static Failure assertRefused(FailureCode code, ThrowingCallable call) {
    Failure failure = catchThrowableOfType(Failure.class, call);
    assertThat(failure).as("a refusal with " + code).isNotNull();
    assertThat(failure.code()).isEqualTo(code);
    return failure;
  }

  /** A refusal that points at one place of the request. */
  public static void assertRefusedAt(String pointer, FailureCode code, ThrowingCallable call) {
    assertThat(assertRefused(code, call).faults())
        .extracting(Fault::pointer)
        .containsExactly(pointer);
  }
}
