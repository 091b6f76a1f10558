package io.floodgate.product;

import io.floodgate.base.Answered;
import io.floodgate.base.Failure;
import io.floodgate.base.Page;
import io.floodgate.base.ProductId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.db.BatchLoader;
import io.floodgate.db.Crowd;
import io.floodgate.db.Database;
import io.floodgate.db.Reads;
import io.floodgate.db.Tx;
import io.floodgate.idempotency.OperatorKey;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.AuditTable;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.EventType;
import io.floodgate.outbox.Moment;
import io.floodgate.outbox.OutboxTable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The door of the product domain. Reads are exact: what they answer was read from PostgreSQL after
 * they came, together with those that came meanwhile.
 */
public final class ProductVerticle extends VerticleBase {

  private static final int DETAILS_AT_ONCE = 200;

  /** Read once at the start, so that nobody waits for connections and statements. */
  private static final ProductAsk.ListProducts FIRST_PAGE =
      new ProductAsk.ListProducts(
          ProductSort.NEWEST,
          Optional.empty(),
          Optional.empty(),
          20,
          Optional.empty(),
          OptionalInt.empty());

  private final Database database;
  private final Bus bus;
  private Reads reads;
  private BatchLoader<ProductId, ProductView> details;
  private Crowd<ProductAsk.ListProducts, Page<ProductView>> lists;

  public ProductVerticle(Database database, Bus bus) {
    this.database = database;
    this.bus = bus;
  }

  @Override
  public Future<?> start() {
    reads = database.reads();
    details = new BatchLoader<>(DETAILS_AT_ONCE, this::read);
    lists = new Crowd<>(list -> ProductTable.list(reads, list));
    bus.open(ProductAsk.class, this::answer);
    return lists.ask(FIRST_PAGE);
  }

  private Future<?> answer(ProductAsk<?> ask, Call call) {
    return switch (ask) {
      case ProductAsk.GetProduct(var id) -> detail(id);
      case ProductAsk.ListProducts list -> lists.ask(list);
      case ProductAsk.GetProducts(var ids) ->
          ProductTable.get(reads, ids).map(found -> found.stream().map(Product::view).toList());
      case ProductAsk.CreateProduct create -> create(create, call);
      case ProductAsk.ChangeProduct change -> change(change, call);
      case ProductAsk.Restock restock -> restock(restock, call);
    };
  }

  private Future<ProductView> detail(ProductId id) {
    return details
        .get(id)
        .map(found -> found.orElseThrow(() -> Failure.of(ProductFailure.PRODUCT_NOT_FOUND)));
  }

  private Future<Map<ProductId, ProductView>> read(Set<ProductId> ids) {
    return ProductTable.get(reads, ids)
        .map(
            found -> {
              Map<ProductId, ProductView> views = HashMap.newHashMap(found.size());
              found.forEach(product -> views.put(product.id(), product.view()));
              return views;
            });
  }

  private Future<Answered<ProductView>> create(ProductAsk.CreateProduct command, Call call) {
    return database
        .transactions()
        .run(
            tx ->
                OperatorKey.once(
                    tx,
                    command.key(),
                    ProductView.class,
                    () ->
                        ProductTable.insert(tx, command)
                            .compose(made -> told(tx, ProductEvents.CREATED, made, call))));
  }

  private Future<ProductView> change(ProductAsk.ChangeProduct command, Call call) {
    return database
        .transactions()
        .run(
            tx ->
                ProductTable.lockOne(tx, command.productId())
                    .map(found -> found.change(command.name(), command.price(), command.hidden()))
                    .compose(changed -> written(tx, ProductEvents.CHANGED, changed, call)));
  }

  private Future<Answered<ProductView>> restock(ProductAsk.Restock command, Call call) {
    return database
        .transactions()
        .run(
            tx ->
                ProductTable.lockOne(tx, command.productId())
                    .compose(
                        found ->
                            OperatorKey.once(
                                tx,
                                command.key(),
                                ProductView.class,
                                () ->
                                    written(
                                        tx,
                                        ProductEvents.RESTOCKED,
                                        found.restock(command.quantity()),
                                        call))));
  }

  private static Future<ProductView> written(
      Tx tx, EventType<ProductView> event, Product product, Call call) {
    return ProductTable.update(tx, product).compose(done -> told(tx, event, product, call));
  }

  private static Future<ProductView> told(
      Tx tx, EventType<ProductView> event, Product product, Call call) {
    ProductView view = product.view();
    return tx.now()
        .compose(
            now -> {
              List<Event> events = new ArrayList<>();
              new Moment(now, call.traceparent(), events)
                  .tell(event, product.id().value(), product.version(), view);
              return Future.all(
                  OutboxTable.insert(tx, events, now),
                  AuditTable.insert(
                      tx, event.name(), Aggregate.PRODUCT, product.id().value(), view));
            })
        .map(view);
  }
}
