package io.floodgate.product;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Cursor;
import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.Page;
import io.floodgate.base.ProductId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.floodgate.db.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The table {@code product}. */
public final class ProductTable {

  private static final String COLUMNS =
      "id, name, price, stock, stocked, hidden, version, created_at";

  /** Sorted, so that orders with the same products in another order never wait for each other. */
  public static final String LOCK =
      "SELECT " + COLUMNS + " FROM product WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE";

  public static final String UPDATE_STOCK =
      """
      UPDATE product SET stock = new.stock
        FROM unnest($1::bigint[], $2::bigint[]) AS new (id, stock) WHERE product.id = new.id
      """;

  public static final String GET_ALL =
      "SELECT " + COLUMNS + " FROM product WHERE id = ANY ($1::bigint[])";

  public static final String INSERT =
      "INSERT INTO product (name, price, stock, stocked, hidden) VALUES ($1, $2, $3, $3, $4)"
          + " RETURNING "
          + COLUMNS;

  public static final String UPDATE =
      """
      UPDATE product SET name = $2, price = $3, stock = $4, stocked = $5, hidden = $6, version = $7
       WHERE id = $1
      """;

  public static final String COUNT = "SELECT count(*) FROM product WHERE " + filter();

  /** One statement a sort: each reads along its index from where the cursor points. */
  private static final Map<ProductSort, String> LIST = new EnumMap<>(ProductSort.class);

  static {
    LIST.put(ProductSort.NEWEST, list("created_at", "timestamptz", true));
    LIST.put(ProductSort.OLDEST, list("created_at", "timestamptz", false));
    LIST.put(ProductSort.CHEAPEST, list("price", "bigint", false));
    LIST.put(ProductSort.DEAREST, list("price", "bigint", true));
    LIST.put(ProductSort.NAME, list("name", "text", false));
    LIST.put(ProductSort.NAME_BACKWARDS, list("name", "text", true));
  }

  private ProductTable() {}

  public static Collection<String> listStatements() {
    return LIST.values();
  }

  /** Locks the products that exist among these. */
  public static Future<Shelf> lock(Tx tx, Collection<ProductId> ids) {
    return tx.lock(LOCK, Tuple.of((Object) Columns.longs(ids, ProductId::value)))
        .map(rows -> new Shelf(products(rows)));
  }

  /** Writes the stocks that changed. */
  public static Future<Void> write(Statements tx, Shelf shelf) {
    List<Product> changed = shelf.changed();
    if (changed.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.run(
            UPDATE_STOCK,
            Tuple.of(
                Columns.longs(changed, product -> product.id().value()),
                (Object) Columns.longs(changed, Product::stock)))
        .mapEmpty();
  }

  /** Locks one product; PRODUCT_NOT_FOUND. */
  static Future<Product> lockOne(Statements tx, ProductId id) {
    return tx.run(LOCK, Tuple.of((Object) new Long[] {id.value()})).map(ProductTable::theOne);
  }

  /** Those of these that exist. */
  static Future<List<Product>> get(Statements reads, Collection<ProductId> ids) {
    return reads
        .run(GET_ALL, Tuple.of((Object) Columns.longs(ids, ProductId::value)))
        .map(ProductTable::products);
  }

  static Future<Product> insert(Statements tx, ProductAsk.CreateProduct command) {
    return tx.run(
            INSERT,
            Tuple.of(command.name(), command.price().won(), command.stock(), command.hidden()))
        .map(ProductTable::theOne);
  }

  static Future<Void> update(Statements tx, Product product) {
    return tx.run(
            UPDATE,
            Tuple.of(
                product.id().value(),
                product.name(),
                product.price().won(),
                product.stock(),
                product.stocked(),
                product.hidden(),
                product.version()))
        .mapEmpty();
  }

  static Future<Page<ProductView>> list(Statements reads, ProductAsk.ListProducts ask) {
    Tuple arguments = filterArguments(ask);
    if (ask.cursor().isPresent()) {
      List<String> after = Cursor.parts(ask.cursor().get(), 3);
      if (!after.getFirst().equals(ask.sort().parameter())) {
        throw Failure.at("?cursor", CommonFailure.INVALID_CURSOR);
      }
      arguments.addValue(sortValue(ask.sort(), after.get(1))).addValue(Cursor.number(after.get(2)));
    } else {
      arguments.addValue(null).addValue(null);
    }
    long skip = (long) ask.page().orElse(0) * ask.limit();
    arguments.addValue(ask.limit() + 1).addValue(skip);
    Future<Page<ProductView>> page =
        reads
            .run(LIST.get(ask.sort()), arguments)
            .map(rows -> Page.cut(products(rows), ask.limit(), last -> cursor(ask.sort(), last)))
            .map(found -> found.map(Product::view));
    if (ask.page().isEmpty()) {
      return page;
    }
    return Future.all(page, reads.run(COUNT, filterArguments(ask)))
        .map(
            both -> {
              long total = both.<RowSet<Row>>resultAt(1).iterator().next().getLong(0);
              return page.result().withTotal(total);
            });
  }

  /** $1 the pattern of the name, $2 the status. */
  private static String filter() {
    return """
    ($1::text IS NULL OR name ILIKE $1)
       AND hidden = ($2::text IS NOT DISTINCT FROM 'HIDDEN')
       AND ($2 IS NULL OR $2 = 'HIDDEN' OR (stock > 0) = ($2 = 'ON_SALE'))\
    """;
  }

  private static Tuple filterArguments(ProductAsk.ListProducts ask) {
    return Tuple.tuple()
        .addValue(ask.search().map(ProductTable::containing).orElse(null))
        .addValue(ask.status().map(ProductStatus::name).orElse(null));
  }

  private static String containing(String text) {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }

  private static String list(String column, String type, boolean descending) {
    return """
    SELECT %s FROM product
     WHERE %s
       AND ($3::%s IS NULL OR (%s, id) %s ($3, $4::bigint))
     ORDER BY %s %s, id %s LIMIT $5::int OFFSET $6::bigint
    """
        .formatted(
            COLUMNS,
            filter(),
            type,
            column,
            descending ? "<" : ">",
            column,
            descending ? "DESC" : "ASC",
            descending ? "DESC" : "ASC");
  }

  /** Of one sort only: under another it would point anywhere. */
  private static String cursor(ProductSort sort, Product last) {
    Object value =
        switch (sort) {
          case NEWEST, OLDEST -> last.createdAt();
          case CHEAPEST, DEAREST -> last.price().won();
          case NAME, NAME_BACKWARDS -> last.name();
        };
    return Cursor.of(sort.parameter(), value, last.id().value());
  }

  private static Object sortValue(ProductSort sort, String text) {
    return switch (sort) {
      case NEWEST, OLDEST -> {
        try {
          yield OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
          throw Failure.at("?cursor", CommonFailure.INVALID_CURSOR);
        }
      }
      case CHEAPEST, DEAREST -> Cursor.number(text);
      case NAME, NAME_BACKWARDS -> text;
    };
  }

  private static Product theOne(RowSet<Row> rows) {
    return products(rows).stream()
        .findFirst()
        .orElseThrow(() -> Failure.of(ProductFailure.PRODUCT_NOT_FOUND));
  }

  private static List<Product> products(RowSet<Row> rows) {
    List<Product> products = new ArrayList<>(rows.size());
    for (Row row : rows) {
      products.add(
          new Product(
              new ProductId(row.getLong(0)),
              row.getString(1),
              Money.won(row.getLong(2)),
              row.getLong(3),
              row.getLong(4),
              row.getBoolean(5),
              row.getLong(6),
              row.get(OffsetDateTime.class, 7).toInstant()));
    }
    return products;
  }
}
