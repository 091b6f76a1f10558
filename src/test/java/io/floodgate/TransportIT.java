package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server on each of the ways in which event loops wait for the network. */
class TransportIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NO_NATIVE_ONE = "-Dio.netty.transport.noNative=true";

  private final Database database = Database.fresh().with(1, 1_000_000, 1, 1);

  private static Map<String, String> transport(String name) {
    return Map.of("FLOODGATE_RUNTIME_TRANSPORT", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void servesOnWhatItIsTold(String name) {
    try (ServerProcess server = ServerProcess.start(database, transport(name))) {
      assertThat(server.said()).contains("event loops wait by " + name);
      assertOrders(server);
    }
  }

  @Test
  void servesOnWhatTheMachineHas() {
    try (ServerProcess server = ServerProcess.start(database, Map.of(), NO_NATIVE_ONE)) {
      assertThat(server.said()).contains("event loops wait by nio");
      assertOrders(server);
    }
  }

  @Test
  void saysThatTheMachineHasNotWhatItIsTold() {
    try (ServerProcess server = ServerProcess.of(database, transport("io_uring"), NO_NATIVE_ONE)) {
      server.launch();
      assertThat(server.awaitEnd(PATIENCE)).as(server.said()).isEqualTo(1);
      assertThat(server.said()).contains("runtime.transport: io_uring is not available here: ");
    }
  }

  private static void assertOrders(ServerProcess server) {
    assertThat(Request.order(1, Line.of(1)).sendTo(server.client()).join().outcome())
        .isEqualTo("201");
    server.client().assertInvariantsHold();
  }
}
