package io.floodgate.db;

import static io.floodgate.base.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CommonFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadsIT {

  private static Future<Integer> number(TestDatabase on, String sql, Object... arguments) {
    return on.onLoop(
        () ->
            on.database()
                .reads()
                .run(sql, Tuple.wrap(arguments))
                .map(rows -> rows.iterator().next().getInteger(0)));
  }

  @Test
  void shareAFewConnectionsOfTheEventLoop() {
    try (TestDatabase on =
        TestDatabase.create(Map.of("FLOODGATE_POSTGRES_READ_CONNECTIONS", "2"))) {
      List<Future<Integer>> backends =
          IntStream.range(0, 200)
              .mapToObj(i -> number(on, "SELECT pg_backend_pid() FROM pg_sleep(0.001)"))
              .toList();

      assertThat(backends.stream().map(on::await).distinct()).hasSizeBetween(1, 2);
    }
  }

  @Test
  void doNotHurtTheirNeighboursOnTheSameConnection() {
    try (TestDatabase on =
        TestDatabase.create(Map.of("FLOODGATE_POSTGRES_READ_CONNECTIONS", "1"))) {
      Future<Integer> before = number(on, "SELECT 1");
      Future<Integer> broken = number(on, "SELECT 1 / $1::int", 0);
      Future<Integer> after = number(on, "SELECT 2");

      assertThat(on.await(before)).isEqualTo(1);
      assertRefused(CommonFailure.INTERNAL, () -> on.await(broken));
      assertThat(on.await(after)).isEqualTo(2);
    }
  }

  @Test
  void workAgainAfterTheirConnectionDied() {
    try (TestDatabase on =
        TestDatabase.create(Map.of("FLOODGATE_POSTGRES_READ_CONNECTIONS", "1"))) {
      assertRefused(
          CommonFailure.UNAVAILABLE,
          () -> on.await(number(on, "SELECT 1 FROM pg_terminate_backend(pg_backend_pid())")));

      assertThat(on.await(number(on, "SELECT 2"))).isEqualTo(2);
    }
  }

  @Test
  void areUnavailableWhenTheDatabaseIsAway() {
    try (TestDatabase away = TestDatabase.away()) {
      assertRefused(CommonFailure.UNAVAILABLE, () -> away.await(number(away, "SELECT 1")));
    }
  }
}
