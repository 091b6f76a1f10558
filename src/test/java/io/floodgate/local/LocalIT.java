package io.floodgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalIT {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("basedir", "."), "target", "stack", "launcher").toAbsolutePath();
  private static final Path ENDPOINTS = DIRECTORY.resolve("endpoints.json");

  @Test
  void sigtermStopsEverythingAndASecondLauncherIsRefused() throws Exception {
    Map<String, String> ports = Launcher.freePorts();
    try (Launcher launcher = Launcher.start(DIRECTORY, ports, "-Dfresh=true")) {
      awaitRunning(launcher);
      JsonNode endpoints = new ObjectMapper().readTree(ENDPOINTS.toFile());
      assertThat(endpoints.at("/postgres/port").asText())
          .isEqualTo(ports.get("FLOODGATE_POSTGRES_PORT"));
      assertThat(endpoints.at("/postgres/database").asText()).isEqualTo("floodgate");
      assertThat(endpoints.at("/redis/port").asText()).isEqualTo(ports.get("FLOODGATE_REDIS_PORT"));
      assertThat(endpoints.at("/kafka/bootstrap").asText())
          .isEqualTo("127.0.0.1:" + ports.get("FLOODGATE_KAFKA_PORT"));
      assertThat(endpoints.at("/http/host").asText()).isEqualTo("127.0.0.1");

      try (Launcher second = Launcher.start(DIRECTORY, Launcher.freePorts())) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output().lines())
            .singleElement()
            .asString()
            .contains("runs already (process " + launcher.process().pid() + ")");
      }

      List<ProcessHandle> children = launcher.descendants();
      assertThat(children).hasSizeGreaterThanOrEqualTo(3);
      launcher.process().destroy();

      assertThat(launcher.exitCode()).isEqualTo(143);
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(ENDPOINTS).doesNotExist();
    }
  }

  @Test
  void whatAKilledLauncherLeftIsStoppedAndTheDataIsThere() throws Exception {
    Map<String, String> ports = Launcher.freePorts();
    List<ProcessHandle> orphans;
    try (Launcher killed = Launcher.start(DIRECTORY, ports, "-Dfresh=true")) {
      awaitRunning(killed);
      query(ports, "CREATE TABLE kept AS SELECT 42 AS answer");
      orphans = killed.process().children().toList();
      killed.process().destroyForcibly().waitFor();
      assertThat(orphans).hasSize(3).allMatch(ProcessHandle::isAlive);
    }

    try (Launcher next = Launcher.start(DIRECTORY, ports)) {
      awaitRunning(next);

      assertThat(orphans).noneMatch(ProcessHandle::isAlive);
      assertThat(next.output().lines().filter(line -> line.contains("was left running")))
          .hasSize(3);
      assertThat(query(ports, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void aPortThatIsTakenIsOneClearLine() throws Exception {
    try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String variable :
          List.of("FLOODGATE_HTTP_PORT", "FLOODGATE_POSTGRES_PORT", "FLOODGATE_KAFKA_PORT")) {
        Map<String, String> ports = new HashMap<>(Launcher.freePorts());
        ports.put(variable, Integer.toString(occupied.getLocalPort()));
        try (Launcher launcher = Launcher.start(DIRECTORY, ports)) {
          assertThat(launcher.exitCode()).isEqualTo(1);
          assertThat(launcher.output().lines())
              .singleElement()
              .asString()
              .contains("Port " + occupied.getLocalPort(), variable);
        }
      }
    }
  }

  @Test
  void stopsWithTheProcessItWasToldTo() throws Exception {
    Process parent = new ProcessBuilder("sleep", "600").start();
    try (Launcher launcher =
        Launcher.start(DIRECTORY, Launcher.freePorts(), "-Dstop.with=" + parent.pid())) {
      await().atMost(Duration.ofSeconds(60)).until(() -> launcher.descendants().size() >= 3);
      List<ProcessHandle> children = launcher.descendants();

      parent.destroyForcibly().waitFor();

      assertThat(launcher.exitCode()).isEqualTo(1);
      assertThat(children).noneMatch(ProcessHandle::isAlive);
    } finally {
      parent.destroyForcibly();
    }
  }

  private static void awaitRunning(Launcher launcher) {
    // The file of the launcher before may still be there; its banner is not.
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              assertThat(launcher.alive()).as(launcher.output()).isTrue();
              return launcher.output().contains("Floodgate answers at");
            });
    assertThat(ENDPOINTS).exists();
  }

  private static String query(Map<String, String> ports, String sql)
      throws SQLException, IOException {
    JsonNode at = new ObjectMapper().readTree(Files.readString(ENDPOINTS)).get("postgres");
    assertThat(at.get("port").asText()).isEqualTo(ports.get("FLOODGATE_POSTGRES_PORT"));
    String url = "jdbc:postgresql://127.0.0.1:%s/floodgate".formatted(at.get("port").asText());
    try (Connection connection =
            DriverManager.getConnection(url, at.get("user").asText(), at.get("password").asText());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return null;
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
