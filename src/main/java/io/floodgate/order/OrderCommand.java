package io.floodgate.order;

import io.floodgate.base.Caller;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.bus.Laned;
import java.util.Optional;

/**
 * What changes orders: it is carried out in batches, one transaction for all that queued meanwhile.
 */
sealed interface OrderCommand extends Laned
    permits OrderAsk.PlaceOrder,
        OrderAsk.PayOrder,
        OrderAsk.CancelOrder,
        OrderAsk.RefundPayment,
        OrderAsk.ExpireOrder {

  Optional<IdempotencyKey> key();

  /** On whose behalf; trusted where the message names its user itself. */
  default Caller caller() {
    return Caller.TRUSTED;
  }
}
