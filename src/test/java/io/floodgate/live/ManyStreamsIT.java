package io.floodgate.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Database;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Crowds of streams, and what they cost a server that is a process of its own. {@code
 * -Dfloodgate.streams=5000} for a larger one.
 */
class ManyStreamsIT {

  private static final int CLIENTS = Integer.getInteger("floodgate.streams", 1_000);
  private static final int DEAF = CLIENTS / 10;

  /**
   * An open connection with a stream on it; 5,000 of them have to fit into 200 MB with the rest.
   */
  private static final long BYTES_PER_STREAM = 16 * 1024;

  private static final int ISSUED = 100;

  @Test
  void everyoneIsToldAndNobodyCostsMuch() throws IOException {
    Database database = Database.fresh().with(ISSUED, 1, 1, 1);
    long coupon = database.coupon(1_000);
    String path = "/api/v1/coupons/" + coupon + "/stream";
    List<Socket> deaf = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(database, Map.of(), "-Xmx96m");
        Listeners listeners = new Listeners()) {
      assertThat(server.client().get("/api/v1/coupons").status()).isEqualTo(200);
      long before = server.heapBytes();
      for (int i = 0; i < DEAF; i++) {
        deaf.add(Listeners.deaf(server.port(), path));
      }
      listeners.listen(server.port(), path, CLIENTS - DEAF).awaitAll("\"remaining\":1000}");

      long begun = System.nanoTime();
      List<Client.Answer> issued =
          Crowd.of(ISSUED, user -> Request.issue(coupon, user).sendTo(server.client()));
      assertThat(Crowd.outcomes(issued)).containsOnlyKeys("204");
      listeners.awaitAll("\"remaining\":" + (1_000 - ISSUED) + "}");
      Duration taken = Duration.ofNanos(System.nanoTime() - begun);

      long each = (server.heapBytes() - before) / CLIENTS;
      System.out.printf(
          "%d streams: %d bytes of heap each, %d MB resident, %d ms from the first issue until all"
              + " knew of the last%n",
          CLIENTS, each, server.residentBytes() >> 20, taken.toMillis());
      assertThat(each).isLessThan(BYTES_PER_STREAM);
    } finally {
      for (Socket socket : deaf) {
        socket.close();
      }
    }
  }
}
