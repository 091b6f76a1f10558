package io.floodgate.web;

import static io.floodgate.base.CommonFailure.INVALID_REQUEST;
import static io.floodgate.base.CommonFailure.OUT_OF_RANGE;

import io.floodgate.base.Answered;
import io.floodgate.base.Id;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import io.floodgate.base.Text;
import io.floodgate.product.ProductAsk.ChangeProduct;
import io.floodgate.product.ProductAsk.CreateProduct;
import io.floodgate.product.ProductAsk.GetProduct;
import io.floodgate.product.ProductAsk.ListProducts;
import io.floodgate.product.ProductAsk.Restock;
import io.floodgate.product.ProductFailure;
import io.floodgate.product.ProductSort;
import io.floodgate.product.ProductStatus;
import io.floodgate.product.ProductView;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Products and their stock. */
final class ProductRoutes {

  private static final String PRODUCTS = Routes.API + "/products";
  private static final String PRODUCT = PRODUCTS + "/:productId";

  private static final Strings NAME = new Strings(200, ProductFailure.INVALID_NAME);
  private static final Strings SEARCH = new Strings(100, INVALID_REQUEST);
  private static final Integers PRICE =
      new Integers(1, 1_000_000_000, ProductFailure.INVALID_PRICE);
  private static final Integers STOCK = new Integers(0, Id.MAX_VALUE, ProductFailure.INVALID_STOCK);
  private static final Integers RESTOCKED =
      new Integers(1, Id.MAX_VALUE, ProductFailure.INVALID_QUANTITY);
  private static final Integers PAGE = new Integers(0, 100_000, OUT_OF_RANGE);
  private static final Integers SIZE = new Integers(1, 100, OUT_OF_RANGE);

  private static final Map<String, ProductSort> SORTS =
      Stream.of(ProductSort.values())
          .collect(
              Collectors.toMap(
                  ProductSort::parameter, sort -> sort, (a, _) -> a, LinkedHashMap::new));

  /** The hottest read; registered before all else that has a product's id in its path. */
  void mountDetail(Routes routes) {
    routes.get(PRODUCT, this::detail);
  }

  void mount(Routes routes) {
    routes.get(PRODUCTS, this::list);
    routes.post(Priority.FINISHING, PRODUCTS, this::create);
    routes.patch(Priority.FINISHING, PRODUCT, this::change);
    routes.post(Priority.FINISHING, PRODUCT + "/restock", this::restock);
  }

  private Future<Answer> detail(Exchange exchange) {
    exchange.query().end();
    return exchange
        .ask(new GetProduct(exchange.productId()))
        .map(product -> Answer.ok(product).withRevalidation());
  }

  private Future<Answer> list(Exchange exchange) {
    Query query = exchange.query();
    OptionalLong page = query.integer("page", PAGE);
    OptionalLong size = query.integer("size", SIZE);
    boolean byPage = page.isPresent() || size.isPresent();
    int limit = query.limit();
    Optional<String> cursor = query.cursor();
    if (byPage && cursor.isPresent()) {
      query.fault("cursor", INVALID_REQUEST, notBoth("page", "cursor"));
    }
    ListProducts list =
        new ListProducts(
            query.choice("sort", SORTS).orElse(ProductSort.NEWEST),
            query.text("q", SEARCH),
            query.choice("status", ProductStatus.class),
            (int) size.orElse(limit),
            cursor,
            byPage ? OptionalInt.of((int) page.orElse(0)) : OptionalInt.empty());
    query.end();
    return exchange.ask(list).map(found -> Answer.ok(found).withRevalidation());
  }

  private Future<Answer> create(Exchange exchange) {
    exchange.query().end();
    Fields fields = exchange.fields();
    String name = fields.text("name", NAME);
    Money price = Money.won(fields.integer("price", PRICE));
    long stock = fields.integer("stock", STOCK);
    boolean hidden = fields.optionalFlag("hidden").orElse(false);
    fields.end();
    return exchange
        .once(key -> exchange.ask(new CreateProduct(name, price, stock, hidden, key)))
        .map(created -> Answer.created(created, locationOf(created)));
  }

  private Future<Answer> change(Exchange exchange) {
    exchange.query().end();
    ProductId product = exchange.productId();
    Fields fields = exchange.fields();
    Optional<String> name = fields.optionalText("name", NAME);
    OptionalLong price = fields.optionalInteger("price", PRICE);
    Optional<Boolean> hidden = fields.optionalFlag("hidden");
    if (name.isEmpty() && price.isEmpty() && hidden.isEmpty()) {
      fields.nothingToChange();
    }
    fields.end();
    Optional<Money> won =
        price.isPresent() ? Optional.of(Money.won(price.getAsLong())) : Optional.empty();
    return exchange.ask(new ChangeProduct(product, name, won, hidden)).map(Answer::ok);
  }

  private Future<Answer> restock(Exchange exchange) {
    exchange.query().end();
    ProductId product = exchange.productId();
    Fields fields = exchange.fields();
    long quantity = fields.integer("quantity", RESTOCKED);
    fields.end();
    return exchange
        .once(key -> exchange.ask(new Restock(product, quantity, key)))
        .map(Answer::done);
  }

  private static String locationOf(Answered<ProductView> created) {
    return PRODUCTS + '/' + created.answer().productId().value();
  }

  private static Text notBoth(String one, String other) {
    return new Text(
        one + "와(과) " + other + "는 함께 사용할 수 없습니다.", one + " and " + other + " do not go together.");
  }
}
