package io.floodgate.stack;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floodgate.local.Endpoints;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class StackIT {

  @Test
  void givesEachCallerADatabaseOfItsOwn() throws SQLException {
    Endpoints one = Stack.shared().freshDatabase();
    Endpoints other = Stack.shared().freshDatabase();

    query(one, "CREATE TABLE mine (id int)");

    assertThat(query(one, "SELECT count(*) FROM pg_class WHERE relname = 'mine'")).isEqualTo("1");
    assertThat(query(other, "SELECT count(*) FROM pg_class WHERE relname = 'mine'")).isEqualTo("0");
  }

  @Test
  void postgresIsDurable() throws SQLException {
    Endpoints endpoints = Stack.shared().freshDatabase();

    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      assertThat(query(endpoints, "SHOW " + setting)).as(setting).isEqualTo("on");
    }
  }

  @Test
  void redisAndKafkaTakeWork() throws Exception {
    Endpoints endpoints = Stack.shared().start(Need.REDIS, Need.KAFKA);

    assertThat(redis(endpoints, "CONFIG GET appendonly")).contains("yes");
    try (Admin admin = admin(endpoints)) {
      String topic = "stack-" + System.nanoTime();
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get(20, SECONDS);
      assertThat(admin.listTopics().names().get(20, SECONDS)).contains(topic);
    }
  }

  @Test
  void aStoreThatIsKilledComesBackOnItsPortWithItsData() throws Exception {
    var postgres = Stack.shared().embedded().postgres();
    Endpoints endpoints = Stack.shared().freshDatabase();
    query(endpoints, "CREATE TABLE kept AS SELECT 42 AS answer");

    postgres.kill();
    try {
      assertThatThrownBy(() -> query(endpoints, "SELECT 1")).isInstanceOf(SQLException.class);
    } finally {
      postgres.start();
    }

    assertThat(query(endpoints, "SELECT answer FROM kept")).isEqualTo("42");
  }

  @Test
  void aPausedStoreHangsAndThenGoesOn() throws Exception {
    var redis = Stack.shared().embedded().redis();
    Endpoints endpoints = Stack.shared().start(Need.REDIS);

    redis.pause();
    try {
      assertThatThrownBy(() -> redis(endpoints, "PING"))
          .isInstanceOf(java.net.SocketTimeoutException.class);
    } finally {
      redis.resume();
    }

    assertThat(redis(endpoints, "PING")).isEqualTo("+PONG");
  }

  private static String query(Endpoints endpoints, String sql) throws SQLException {
    Endpoints.Postgres to = endpoints.postgres();
    try (Connection connection =
            DriverManager.getConnection(to.jdbcUrl(), to.user(), to.password());
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

  /** The answer's lines, joined; none comes within half a second: a time-out. */
  private static String redis(Endpoints endpoints, String command) throws IOException {
    try (Socket socket = new Socket(endpoints.redis().host(), endpoints.redis().port())) {
      socket.setSoTimeout(500);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      StringBuilder lines = new StringBuilder(answer.readLine());
      while (answer.ready()) {
        lines.append('\n').append(answer.readLine());
      }
      return lines.toString();
    }
  }

  private static Admin admin(Endpoints endpoints) {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.kafka().bootstrap()));
  }
}
