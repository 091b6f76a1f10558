package io.floodgate.product;

import io.floodgate.base.Answered;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
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
import java.util.List;

/** The door of the product domain. Reads are exact: each asks PostgreSQL, pipelined. */
public final class ProductVerticle extends VerticleBase {

  private final Database database;
  private final Bus bus;
  private Reads reads;

  public ProductVerticle(Database database, Bus bus) {
    this.database = database;
    this.bus = bus;
  }

  @Override
  public Future<?> start() {
    reads = database.reads();
    bus.open(ProductAsk.class, this::answer);
    return Future.succeededFuture();
  }

  private Future<?> answer(ProductAsk<?> ask, Call call) {
    return switch (ask) {
      case ProductAsk.GetProduct(var id) -> ProductTable.get(reads, id).map(Product::view);
      case ProductAsk.GetProducts(var ids) ->
          ProductTable.get(reads, ids).map(found -> found.stream().map(Product::view).toList());
      case ProductAsk.ListProducts list -> ProductTable.list(reads, list);
      case ProductAsk.CreateProduct create -> create(create, call);
      case ProductAsk.ChangeProduct change -> change(change, call);
      case ProductAsk.Restock restock -> restock(restock, call);
    };
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
