package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.kafka.Topic;
import io.floodgate.server.Client;
import io.floodgate.server.Database;
import io.floodgate.server.Queue;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import io.floodgate.stack.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Stores go away while requests for coupons wait in Kafka, and servers die. */
class CouponQueueFaultIT {

  private static final Duration HEALING = Duration.ofSeconds(60);

  private static Map<String, String> quickAnd(String name, String value) {
    Map<String, String> variables = new HashMap<>(Queue.QUICK);
    variables.put(name, value);
    return variables;
  }

  @Test
  void kafkaIsAwayForAWhile() {
    try (TestServer server = TestServer.startWithKafka(Queue.QUICK).with(50, 1, 0, 0)) {
      long coupon = server.database().coupon(4);
      await().atMost(HEALING).until(() -> server.database().hasGate(coupon));
      Queue.awaitEnd(server.client(), Queue.put(server.client(), coupon, 1));
      Stack.shared().embedded().kafka().stop();
      try {
        await()
            .atMost(HEALING)
            .until(
                () ->
                    Queue.send(server.client(), coupon, 50)
                        .join()
                        .outcome()
                        .equals("503 UNAVAILABLE"));
        for (long user = 10; user < 40; user++) {
          long begun = System.nanoTime();
          Client.Answer refused = Queue.send(server.client(), coupon, user).join();
          assertThat(refused.outcome()).isEqualTo("503 UNAVAILABLE");
          assertThat(refused.retryAfter()).isPresent();
          assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(Request.issue(coupon, 2).sendTo(server.client()).join().outcome())
            .isEqualTo("204");
      } finally {
        Stack.shared().embedded().kafka().start();
      }
      // The places of the refused are free, and it goes on by itself.
      String ticket = Queue.put(server.client(), coupon, 3);
      assertThat(Queue.awaitEnd(server.client(), ticket).path("status").asText())
          .isEqualTo("ISSUED");
      Queue.assertIssued(server.database(), coupon, 3);
      server.assertInvariantsHold();
    }
  }

  @Test
  void aServerStartsWithoutKafkaAndQueuesOnceItIsThere() {
    Database database = Database.freshWithKafka().with(2, 1, 0, 0);
    long coupon = database.coupon(2);
    Stack.shared().embedded().kafka().stop();
    TestServer server = TestServer.on(database.endpoints(), Queue.QUICK);
    try (server) {
      try {
        assertThat(Request.issue(coupon, 1).sendTo(server.client()).join().outcome())
            .isEqualTo("204");
        assertThat(Queue.send(server.client(), coupon, 2).join().outcome())
            .isEqualTo("503 UNAVAILABLE");
      } finally {
        Stack.shared().embedded().kafka().start();
      }
      Queue.awaitEnd(server.client(), Queue.put(server.client(), coupon, 2));
      Queue.assertIssued(database, coupon, 2);
      server.assertInvariantsHold();
    }
  }

  @Test
  void aServerStopsInTimeWhileKafkaIsAway() {
    TestServer server = TestServer.startWithKafka(Queue.QUICK).with(1, 1, 0, 0);
    long coupon = server.database().coupon(1);
    Queue.awaitEnd(server.client(), Queue.put(server.client(), coupon, 1));
    Stack.shared().embedded().kafka().stop();
    try {
      long begun = System.nanoTime();
      server.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    } finally {
      Stack.shared().embedded().kafka().start();
    }
  }

  @Test
  void whatWaitsWhilePostgresIsAwayIsIssuedOnceItIsBack() {
    Database database = Database.freshWithKafka().with(100, 1, 0, 0);
    long coupon = database.coupon(60);
    try (Wire wire = Wire.to(database.endpoints());
        TestServer server = TestServer.on(wire.endpoints(), Queue.QUICK)) {
      await().atMost(HEALING).until(() -> database.hasGate(coupon));
      List<String> tickets = new ArrayList<>();
      Sql.Held held = database.holdCoupon(coupon);
      try (held) {
        for (long user = 1; user <= 60; user++) {
          tickets.add(Queue.put(server.client(), coupon, user));
        }
        wire.hang();
        wire.cut();
      }
      // Long enough for a few attempts to fail; the places of those who wait are kept.
      await().atMost(HEALING).until(() -> server.client().get("/ops/health/ready").status() == 503);
      assertThat(Queue.send(server.client(), coupon, 99).join().outcome())
          .isEqualTo("409 COUPON_SOLD_OUT");
      wire.heal();
      wire.cut();

      for (String ticket : tickets) {
        assertThat(Queue.awaitEnd(server.client(), ticket).path("status").asText())
            .isEqualTo("ISSUED");
      }
      Queue.assertIssued(database, coupon, 60);
      assertThat(letters(database)).isEmpty();
      server.assertInvariantsHold();
    }
  }

  /** 3,000 of one coupon are one partition: its offset follows long after the first commits. */
  @Test
  void aServerThatIsKilledBetweenDatabaseAndOffsetHasIssuedEachOnce() {
    int users = 3_000;
    Database database = Database.freshWithKafka().with(users, 1, 0, 0);
    long coupon = database.coupon(users);
    try (ServerProcess server =
        ServerProcess.start(database, quickAnd("FLOODGATE_COUPONS_QUEUE_MAX_POLL", "3000"))) {
      await().atMost(HEALING).until(() -> database.hasGate(coupon));
      try (Sql.Held _ = database.holdCoupon(coupon)) {
        Queue.put(server.client(), coupon, 1);
        List<CompletableFuture<Client.Answer>> sent =
            LongStream.rangeClosed(2, users)
                .mapToObj(user -> Queue.send(server.client(), coupon, user))
                .toList();
        assertThat(sent).allMatch(answer -> answer.join().status() == 202);
      }
      await()
          .atMost(HEALING)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> issued(database, coupon) > 100);
      server.kill();
      long before = issued(database, coupon);
      server.start();

      Queue.awaitIssued(database, coupon, users);
      Queue.assertIssued(database, coupon, users);
      Topic topic = new Topic(database.endpoints(), "coupon.issue");
      await().atMost(HEALING).until(() -> topic.lag("coupon.issue") == 0);
      // The proof that it died in between: some came a second time.
      assertThat(before).isLessThan(users);
      assertThat(database.number("SELECT count(*) FROM coupon_refusal")).isBetween(50L, before);
      server.client().assertInvariantsHold();
    }
  }

  @Test
  void whatADeadServerLeavesInTheQueueIsIssuedByItsNeighbour() {
    Database database = Database.freshWithKafka().with(300, 1, 0, 0);
    List<Long> coupons = LongStream.range(0, 6).mapToObj(_ -> database.coupon(200)).toList();
    try (ServerProcess dying = ServerProcess.start(database, Queue.QUICK);
        TestServer other = TestServer.on(database.endpoints(), Queue.QUICK)) {
      coupons.forEach(coupon -> Queue.put(other.client(), coupon, 1));
      coupons.forEach(coupon -> Queue.put(dying.client(), coupon, 2));
      List<CompletableFuture<Client.Answer>> sent = new ArrayList<>();
      for (long user = 3; user <= 300; user++) {
        for (long coupon : coupons) {
          Client client = user % 2 == 0 ? other.client() : dying.client();
          sent.add(Queue.send(client, coupon, user));
        }
      }
      await().atMost(HEALING).until(() -> database.number("SELECT sum(issued) FROM coupon") > 100);
      dying.kill();
      sent.forEach(answer -> answer.exceptionally(_ -> null).join());

      // Who has no place tries again, until all are gone.
      for (long coupon : coupons) {
        await()
            .atMost(HEALING)
            .until(
                () -> {
                  for (long user = 1; user <= 300; user++) {
                    Queue.send(other.client(), coupon, user).join();
                  }
                  return issued(database, coupon) == 200;
                });
        Queue.assertIssued(database, coupon, 200);
      }
      other.assertInvariantsHold();
    }
  }

  private static long issued(Database database, long coupon) {
    return database.number("SELECT issued FROM coupon WHERE id = " + coupon);
  }

  private static List<Topic.Found> letters(Database database) {
    return new Topic(database.endpoints(), "coupon.issue.dlq").all();
  }
}
