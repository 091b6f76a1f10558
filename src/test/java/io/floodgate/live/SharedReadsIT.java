package io.floodgate.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads that a crowd makes at once: few queries, and every answer as of a moment after the ask. */
class SharedReadsIT {

  private static final int CROWD = 200;

  private static TestServer server;

  /**
   * The tables are views from here on, which count how often their one row is read, and take their
   * time, so that what is written meanwhile is not seen by a look that has begun.
   */
  @BeforeAll
  static void start() {
    server = TestServer.start().with(1, 1, 1, 10);
    server.database().coupon(10);
    server
        .database()
        .execute(
            """
            CREATE SEQUENCE looks;
            ALTER TABLE coupon RENAME TO coupon_kept;
            CREATE VIEW coupon AS
              SELECT * FROM coupon_kept WHERE nextval('looks') > 0 AND pg_sleep(0.02) IS NOT NULL;
            ALTER TABLE product RENAME TO product_kept;
            CREATE VIEW product AS
              SELECT * FROM product_kept WHERE nextval('looks') > 0 AND pg_sleep(0.02) IS NOT NULL;
            """);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CompletableFuture<Client.Answer> get(String path) {
    return server.client().sendAsync("GET", path, null);
  }

  private static long looks() {
    return server.number("SELECT nextval('looks')");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/products",
        "/api/v1/products/1",
        "/api/v1/coupons?status=OPEN",
        "/api/v1/coupons/1"
      })
  void aCrowdMakesFewQueries(String path) {
    String table = path.contains("coupons") ? "coupon_kept" : "product_kept";
    long before = looks();
    List<CompletableFuture<Client.Answer>> crowd = new ArrayList<>();
    try (Sql.Held _ = server.database().hold("LOCK TABLE " + table)) {
      for (int i = 0; i < CROWD; i++) {
        crowd.add(get(path));
      }
      await().atMost(Duration.ofSeconds(5)).until(() -> server.database().waiting() > 0);
    }
    List<Client.Answer> answers = crowd.stream().map(CompletableFuture::join).toList();

    assertThat(Crowd.outcomes(answers)).containsOnlyKeys("200");
    assertThat(answers).allMatch(answer -> answer.body().toString().contains("\"name\""));
    assertThat(looks() - before).isLessThan(CROWD / 4);
  }

  @Test
  void everyReadSeesWhatWasWrittenBeforeIt() {
    assertThat(readWhileWriting("/api/v1/products/1", answer -> answer.number("stock"))).isEmpty();
    assertThat(
            readWhileWriting(
                "/api/v1/products", answer -> answer.data().at("/items/0/stock").asLong()))
        .isEmpty();
  }

  /** Adds to the stock again and again while a crowd reads; the reads that saw too little. */
  private static List<String> readWhileWriting(String path, ToLongFunction<Client.Answer> stock) {
    long written = stockOfNow();
    List<String> wrong = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      List<CompletableFuture<String>> reads = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        if (i % 10 == 0) {
          server
              .database()
              .execute("UPDATE product_kept SET stock = stock + 1, stocked = stocked + 1");
          written++;
        }
        long atLeast = written;
        reads.add(
            get(path)
                .thenApply(
                    answer -> {
                      long seen = stock.applyAsLong(answer);
                      return seen >= atLeast ? "" : seen + " after " + atLeast;
                    }));
      }
      reads.stream().map(CompletableFuture::join).filter(it -> !it.isEmpty()).forEach(wrong::add);
    }
    return wrong;
  }

  private static long stockOfNow() {
    return server.number("SELECT stock FROM product_kept");
  }

  @Test
  void differentQuestionsHaveDifferentAnswers() {
    List<CompletableFuture<Client.Answer>> onSale = new ArrayList<>();
    List<CompletableFuture<Client.Answer>> hidden = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      onSale.add(get("/api/v1/products?status=ON_SALE"));
      hidden.add(get("/api/v1/products?status=HIDDEN"));
    }
    assertThat(onSale).allMatch(answer -> answer.join().data().path("items").size() == 1);
    assertThat(hidden).allMatch(answer -> answer.join().data().path("items").isEmpty());
  }
}
