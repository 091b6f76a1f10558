package io.floodgate.order;

import io.floodgate.base.Answered;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.UserCouponTable;
import io.floodgate.coupon.Wallet;
import io.floodgate.db.Outcome;
import io.floodgate.db.Tx;
import io.floodgate.idempotency.IdempotencyTable;
import io.floodgate.idempotency.Keys;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.Moment;
import io.floodgate.outbox.OutboxTable;
import io.floodgate.point.Accounts;
import io.floodgate.point.PointTable;
import io.floodgate.product.ProductTable;
import io.floodgate.product.Shelf;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One transaction that carries many order commands: lock the rows of all of them, decide each in
 * the order of arrival on the locked state, write everything set by set.
 *
 * <p>Locks are ranked, here and everywhere: orders, users' coupons, accounts, products, each sorted
 * by id. The products come last because they are the hottest, so they are held the shortest.
 */
final class OrderBatch {

  private final Tx tx;
  private final List<Job> jobs;
  private final OrderDesk.Rules rules;

  /** A command and the W3C trace context of its request. */
  record Job(OrderCommand command, String traceparent) {}

  OrderBatch(Tx tx, List<Job> jobs, OrderDesk.Rules rules) {
    this.tx = tx;
    this.jobs = jobs;
    this.rules = rules;
  }

  /**
   * What became of a command.
   *
   * @param couponOwner whose coupon it used or gave back
   */
  record Carried(Answered<?> answer, Optional<UserId> couponOwner) {}

  /** An outcome a job, in the same order. */
  Future<List<Outcome<Carried>>> carry() {
    return lockOrders().compose(this::lockWhatTheyNeed).compose(this::decideAndWrite);
  }

  private record Locked(
      Book book, Wallet wallet, Accounts accounts, Shelf shelf, Keys keys, Instant now) {

    /** Whether every row that a command needs was there and could be locked. */
    boolean holdsAllOf(OrderCommand command) {
      return couponOf(command, book).map(wallet::has).orElse(true) && holdsOtherRowsOf(command);
    }

    private boolean holdsOtherRowsOf(OrderCommand command) {
      return switch (command) {
        case OrderAsk.PlaceOrder place ->
            accounts.has(place.userId())
                && place.lines().stream().allMatch(line -> shelf.has(line.productId()));
        case OrderAsk.PayOrder pay -> holds(book.find(pay.orderId()));
        case OrderAsk.CancelOrder cancel -> holds(book.find(cancel.orderId()));
        case OrderAsk.ExpireOrder expire -> holds(book.find(expire.orderId()));
        case OrderAsk.RefundPayment refund -> holds(book.findByPayment(refund.paymentId()));
      };
    }

    private boolean holds(Optional<Order> order) {
      return order.isPresent()
          && accounts.has(order.get().userId())
          && order.get().items().stream().allMatch(item -> shelf.has(item.productId()));
    }
  }

  private Future<Book> lockOrders() {
    Set<OrderId> orders = new HashSet<>();
    Set<PaymentId> payments = new HashSet<>();
    for (Job job : jobs) {
      switch (job.command) {
        case OrderAsk.PlaceOrder place -> {}
        case OrderAsk.PayOrder pay -> orders.add(pay.orderId());
        case OrderAsk.CancelOrder cancel -> orders.add(cancel.orderId());
        case OrderAsk.ExpireOrder expire -> orders.add(expire.orderId());
        case OrderAsk.RefundPayment refund -> payments.add(refund.paymentId());
      }
    }
    if (orders.isEmpty() && payments.isEmpty()) {
      return Future.succeededFuture(new Book(List.of(), List.of()));
    }
    var locked = OrderTable.lock(tx, orders, payments);
    var paid = PaymentTable.ofOrders(tx, orders, payments);
    return Future.all(locked, paid).map(read -> new Book(locked.result(), paid.result()));
  }

  /** The coupon that a command may use or give back; a payment leaves it as it is. */
  private static Optional<UserCouponId> couponOf(OrderCommand command, Book book) {
    return switch (command) {
      case OrderAsk.PlaceOrder place -> place.userCouponId();
      case OrderAsk.PayOrder pay -> Optional.empty();
      case OrderAsk.CancelOrder cancel -> book.find(cancel.orderId()).flatMap(Order::couponInUse);
      case OrderAsk.ExpireOrder expire -> book.find(expire.orderId()).flatMap(Order::couponInUse);
      case OrderAsk.RefundPayment refund ->
          book.findByPayment(refund.paymentId()).flatMap(Order::couponInUse);
    };
  }

  private Future<Locked> lockWhatTheyNeed(Book book) {
    Set<UserCouponId> coupons = new HashSet<>();
    Set<UserId> users = new HashSet<>();
    Set<ProductId> products = new HashSet<>();
    for (Order order : book.orders()) {
      users.add(order.userId());
      order.items().forEach(item -> products.add(item.productId()));
    }
    for (Job job : jobs) {
      couponOf(job.command, book).ifPresent(coupons::add);
      if (job.command instanceof OrderAsk.PlaceOrder place) {
        users.add(place.userId());
        place.lines().forEach(line -> products.add(line.productId()));
      }
    }
    var wallet = UserCouponTable.lock(tx, coupons);
    var accounts = PointTable.lock(tx, users);
    // Looked up once the account is locked: whoever had the same key has committed by then.
    var keys = IdempotencyTable.find(tx, keysOf(book));
    var shelf = ProductTable.lock(tx, products);
    var now = tx.now();
    return Future.all(wallet, accounts, keys, shelf, now)
        .map(
            read ->
                new Locked(
                    book,
                    wallet.result(),
                    accounts.result(),
                    shelf.result(),
                    keys.result(),
                    now.result()));
  }

  private List<Keys.ScopedKey> keysOf(Book book) {
    List<Keys.ScopedKey> keys = new ArrayList<>();
    for (Job job : jobs) {
      Optional<IdempotencyKey> key = job.command.key();
      if (key.isPresent()) {
        OrderDesk.ownerOf(job.command, book)
            .ifPresent(owner -> keys.add(new Keys.ScopedKey(owner.value(), key.get().key())));
      }
    }
    return keys;
  }

  private Future<List<Outcome<Carried>>> decideAndWrite(Locked locked) {
    OrderDesk desk =
        new OrderDesk(
            locked.book, locked.wallet, locked.accounts, locked.shelf, locked.keys, rules);
    List<Event> events = new ArrayList<>();
    List<Outcome<Carried>> outcomes = new ArrayList<>(jobs.size());
    for (Job job : jobs) {
      Moment moment = new Moment(locked.now, job.traceparent, events);
      outcomes.add(
          tx.skipsLocked() && !locked.holdsAllOf(job.command)
              ? Outcome.refused(CommonFailure.UNAVAILABLE)
              : Outcome.of(() -> decide(job.command, desk, locked, moment)));
    }
    return Future.all(
            List.of(
                OrderTable.insert(tx, locked.book.placed()),
                OrderTable.update(tx, locked.book.changed()),
                PaymentTable.insert(tx, locked.book.added()),
                UserCouponTable.writeUse(tx, locked.wallet, locked.now),
                PointTable.write(tx, locked.accounts),
                ProductTable.write(tx, locked.shelf),
                IdempotencyTable.insert(tx, locked.keys, locked.now),
                OutboxTable.insert(tx, events, locked.now)))
        .map(outcomes);
  }

  private static Carried decide(
      OrderCommand command, OrderDesk desk, Locked locked, Moment moment) {
    // Asked before: a closed order no longer says which coupon it used.
    Optional<UserCouponId> coupon = couponOf(command, locked.book);
    Answered<?> answer = desk.decide(command, moment);
    return new Carried(answer, coupon.flatMap(locked.wallet::ownerOfChanged));
  }
}
