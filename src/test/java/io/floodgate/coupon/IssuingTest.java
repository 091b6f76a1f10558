package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CouponId;
import io.floodgate.base.Deadline;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.config.ConfigLoader;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IssuingTest {

  private final Config.Coupons config = ConfigLoader.load(List.of(), Map.of()).config().coupons();
  private final Call call = new Call(Deadline.after(Duration.ofSeconds(5)), "");

  /** Such as a node that has run out of ids. */
  @Test
  void whatBreaksPastTheGateTakesNobodysPlaceForGood() {
    Issuing issuing =
        new Issuing(null, () -> config, null, new Closed(), new GateCounts(), null, null);
    IllegalStateException broken = new IllegalStateException("broken");

    for (int i = 0; i <= config.directLimit(); i++) {
      Future<?> answer =
          issuing.pass(
              Gate.Verdict.ABSENT,
              new CouponId(1),
              false,
              () -> {
                throw broken;
              },
              call);
      assertThat(answer.cause()).isSameAs(broken);
    }
  }
}
