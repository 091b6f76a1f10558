package io.floodgate.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.base.Cursor;
import io.floodgate.server.Client;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductListIT {

  private static final int PRODUCTS = 23;
  private static final String LIST = "/api/v1/products?";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  /** 23 products of four names, three prices and three times: ties everywhere. */
  @BeforeEach
  void fill() {
    sql()
        .run(
            """
            TRUNCATE product;
            INSERT INTO product (id, name, price, stock, stocked, hidden, created_at)
            SELECT i, (ARRAY['감', 'apple', 'Banana', '사과'])[1 + i % 4], 100 + i % 3, i % 5, i % 5,
                   false, '2026-11-20T00:00:00.000001Z'::timestamptz + (i * 7 % 3) * interval '1 day'
              FROM generate_series(1, 23) AS i
            """);
  }

  private static Sql sql() {
    return Sql.on(server.endpoints());
  }

  private static JsonNode list(String query) {
    Client.Answer answer = server.client().get(LIST + query);
    assertThat(answer.status()).as(query + answer.body()).isEqualTo(200);
    return answer.data();
  }

  private static List<Long> ids(JsonNode page) {
    List<Long> ids = new ArrayList<>();
    page.path("items").forEach(item -> ids.add(item.path("productId").asLong()));
    return ids;
  }

  private static List<String> names(JsonNode page) {
    return page.path("items").findValuesAsText("name");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** All ids from a page on, three a page. */
  private static List<Long> walk(String query, JsonNode first) {
    List<Long> ids = new ArrayList<>(ids(first));
    JsonNode page = first;
    while (page.has("nextCursor")) {
      page = list(query + "&limit=3&cursor=" + page.path("nextCursor").asText());
      assertThat(page.path("items").size()).isBetween(1, 3);
      ids.addAll(ids(page));
    }
    return ids;
  }

  private static List<Long> walk(String query) {
    return walk(query, list(query + "&limit=3"));
  }

  @ParameterizedTest
  @EnumSource
  void showsEachProductOnceInTheOrderAskedForHoweverManyAreAlike(ProductSort sort) {
    List<Long> walked = walk("sort=" + sort.parameter());

    String[] parameter = sort.parameter().split("^-");
    String direction = parameter.length == 2 ? " DESC" : "";
    String column = parameter[parameter.length - 1].replace("createdAt", "created_at");
    String expected =
        sql()
            .text(
                "SELECT string_agg(id::text, ',' ORDER BY %1$s%2$s, id%2$s) FROM product"
                    .formatted(column, direction));
    assertThat(walked.stream().map(String::valueOf).toList()).containsExactly(expected.split(","));
  }

  @Test
  void showsTheNewestFirstWhenNotToldOtherwise() {
    assertThat(walk("")).isEqualTo(walk("sort=-createdAt"));
  }

  @ParameterizedTest
  @EnumSource
  void losesAndRepeatsNothingWhileRowsChange(ProductSort sort) {
    String query = "sort=" + sort.parameter();
    JsonNode first = list(query + "&limit=3");
    long shown = ids(first).getFirst();
    sql()
        .run(
            """
            UPDATE product SET stock = 0, version = version + 1;
            DELETE FROM product WHERE id = %d;
            INSERT INTO product (id, name, price, stock, stocked, created_at)
            SELECT 100 + i, (ARRAY['!', '힣'])[i], (ARRAY[1, 9000])[i], 1, 1,
                   (ARRAY['2000-01-01', '2100-01-01'])[i]::timestamptz
              FROM generate_series(1, 2) AS i
            """
                .formatted(shown));

    List<Long> walked = walk(query, first);

    assertThat(walked).doesNotHaveDuplicates();
    assertThat(walked).containsAll(LongStream.rangeClosed(1, PRODUCTS).boxed().toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          %    | 100% cotton
          100% | 100% cotton
          _    | snake_case
          \\   | back\\slash
          COTT | 100% cotton, 100 cotton
          코튼 | 코튼 셔츠
          e_c  | snake_case
          %%   |
          """)
  void findsAPartOfTheNameWhateverItsCaseAndSigns(String part, String found) {
    sql()
        .run(
            """
            TRUNCATE product;
            INSERT INTO product (name, price, stock, stocked)
            SELECT name, 1, 1, 1
              FROM unnest(ARRAY['100% cotton', '100 cotton', 'snake_case', 'snakeXcase',
                                'back\\slash', '코튼 셔츠']) AS name
            """);

    assertThat(names(list("sort=-name&q=" + encoded(part))).stream().sorted().toList())
        .isEqualTo(found == null ? List.of() : Arrays.stream(found.split(", ")).sorted().toList());
  }

  @Test
  void hidesWhatIsHiddenUnlessItIsAskedFor() {
    sql().run("UPDATE product SET hidden = true WHERE id <= 5");

    assertThat(walk("")).hasSize(PRODUCTS - 5).allMatch(id -> id > 5);
    assertThat(walk("q=a").stream()).allMatch(id -> id > 5);
    assertThat(walk("status=HIDDEN").stream().sorted()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(list("page=0").path("totalElements").asLong()).isEqualTo(PRODUCTS - 5);
  }

  @Test
  void filtersByWhatCanBeBought() {
    assertThat(walk("status=ON_SALE").stream().sorted())
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, PRODUCTS).filter(i -> i % 5 > 0).boxed().toList());
    JsonNode closed = list("status=SOLD_OUT&limit=100");
    assertThat(ids(closed).stream().sorted()).containsExactly(5L, 10L, 15L, 20L);
    assertThat(closed.path("items").findValuesAsText("status")).containsOnly("SOLD_OUT");
  }

  @Test
  void countsAllOfThemWhenAskedByPage() {
    List<Long> paged = new ArrayList<>();
    for (int page = 0; page < 5; page++) {
      JsonNode shown = list("sort=price&size=5&page=" + page);
      assertThat(shown.path("totalElements").asLong()).isEqualTo(PRODUCTS);
      assertThat(ids(shown)).hasSize(page < 4 ? 5 : 3);
      paged.addAll(ids(shown));
    }
    assertThat(paged).isEqualTo(walk("sort=price"));
    assertThat(ids(list("size=5&page=99"))).isEmpty();
    assertThat(list("page=0&size=2&status=SOLD_OUT").path("totalElements").asLong()).isEqualTo(4);
    assertThat(list("limit=2").has("totalElements")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"price", "name", "createdAt"})
  void refusesACursorOfAnotherListOrOfNone(String sort) {
    String other = sort.equals("price") ? "-price" : "price";
    List<String> cursors =
        List.of(
            list("limit=3&sort=" + other).path("nextCursor").asText(),
            Cursor.of(1L),
            Cursor.of("102", 1L),
            Cursor.of(sort, "2026-11-20T00:00:00Z", "x"),
            Cursor.of(sort, "a\0b", 1L),
            "x");

    for (String cursor : cursors) {
      Client.Answer answer = server.client().get(LIST + "sort=" + sort + "&cursor=" + cursor);
      assertThat(answer.status()).as(cursor).isEqualTo(400);
      assertThat(answer.error()).isEqualTo("INVALID_CURSOR");
    }
  }

  @Test
  void tellsTheStockOfNow() {
    sql().run("UPDATE product SET stock = 2 WHERE id = 4");

    assertThat(server.client().get("/api/v1/products/4").data().path("stock").asLong())
        .isEqualTo(2);
    assertThat(server.client().get("/api/v1/products/99").error()).isEqualTo("PRODUCT_NOT_FOUND");
  }
}
