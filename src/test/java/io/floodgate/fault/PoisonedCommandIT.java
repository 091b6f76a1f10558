package io.floodgate.fault;

import static io.floodgate.server.Crowd.outcomes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One command that the database rejects, among a hundred neighbours in its batch. */
class PoisonedCommandIT {

  private static final int USERS = 100;
  private static final int POISONED = 13;

  private TestServer server;
  private Database database;

  @BeforeEach
  void start() {
    server =
        TestServer.start(
                Map.of(
                    "FLOODGATE_POSTGRES_LOCK_TIMEOUT", "10s",
                    "FLOODGATE_HTTP_REQUEST_TIMEOUT", "30s",
                    "FLOODGATE_COUPONS_PENDING_FOR", "31s",
                    "FLOODGATE_ORDERS_BATCHING_LANES", "1",
                    "FLOODGATE_ORDERS_BATCHING_BATCHES_UNDER_WAY", "1",
                    "FLOODGATE_POINTS_BATCHING_LANES", "1",
                    "FLOODGATE_POINTS_BATCHING_BATCHES_UNDER_WAY", "1"))
            .with(USERS, 1_000_000, 1, 1_000);
    database = server.database();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anOrderFailsAloneWhateverItBreaks() {
    database.execute(
        "ALTER TABLE orders ADD CONSTRAINT poison CHECK (user_id <> %d)".formatted(POISONED));

    assertOnlyThePoisonedFails(
        "201", together("SELECT FROM product FOR UPDATE", user -> Request.order(user, Line.of(1))));

    assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(USERS - 1);
    assertThat(database.number("SELECT stock FROM product")).isEqualTo(1_000 - (USERS - 1));
    database.execute("ALTER TABLE orders DROP CONSTRAINT poison");
    server.assertInvariantsHold();
  }

  @Test
  void anOrderFailsAloneWhereATriggerThrows() {
    database.execute(
        """
        CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF new.user_id = %d THEN RAISE 'poison'; END IF; RETURN new; END $$
        """
            .formatted(POISONED));
    database.execute(
        "CREATE TRIGGER poison BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION poison()");

    assertOnlyThePoisonedFails(
        "201", together("SELECT FROM product FOR UPDATE", user -> Request.order(user, Line.of(1))));

    assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(USERS - 1);
    server.assertInvariantsHold();
  }

  @Test
  void aChargeFailsAlone() {
    database.execute(
        "ALTER TABLE point_entry ADD CONSTRAINT poison CHECK (user_id <> %d OR sequence = 1)"
            .formatted(POISONED));

    assertOnlyThePoisonedFails(
        "200", together("SELECT FROM point_account FOR UPDATE", user -> Request.charge(user, 10)));

    assertThat(database.number("SELECT count(*) FROM point_account WHERE balance = 1000010"))
        .isEqualTo(USERS - 1);
    database.execute("ALTER TABLE point_entry DROP CONSTRAINT poison");
    server.assertInvariantsHold();
  }

  /** The first request waits for the lock, so that all others share the batch after it. */
  private List<Client.Answer> together(String lock, LongFunction<Request> kind) {
    List<CompletableFuture<Client.Answer>> underWay = new ArrayList<>();
    try (Sql.Held _ = database.hold(lock)) {
      underWay.add(kind.apply(1).sendTo(server.client()));
      await().atMost(Duration.ofSeconds(5)).until(() -> database.waiting() == 1);
      for (int user = 2; user <= USERS; user++) {
        underWay.add(kind.apply(user).sendTo(server.client()));
      }
      // As many requests again, so that the connections of the first have been read by then.
      Crowd.of(USERS, i -> server.client().sendAsync("GET", "/ops/health/live", null));
    }
    return underWay.stream().map(CompletableFuture::join).toList();
  }

  private static void assertOnlyThePoisonedFails(String success, List<Client.Answer> answers) {
    assertThat(outcomes(answers)).isEqualTo(Map.of(success, USERS - 1L, "500 INTERNAL", 1L));
    assertThat(answers.get(POISONED - 1).outcome()).isEqualTo("500 INTERNAL");
  }
}
