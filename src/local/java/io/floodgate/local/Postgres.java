package io.floodgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL 18 that loses nothing it has confirmed: it starts with {@code fsync}, {@code
 * synchronous_commit} and {@code full_page_writes} on, and refuses to be used if it says otherwise.
 */
public final class Postgres extends Store {

  private static final String NAME = "floodgate"; // of the database, its owner and the password
  private static final List<String> DURABLE =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private final Path directory;
  private final Path data;
  private Path programs;

  Postgres(Path directory, int port) {
    super("PostgreSQL", port, "FLOODGATE_POSTGRES_PORT", directory);
    this.directory = directory;
    this.data = home().resolve("data");
  }

  /** The database {@code floodgate} and its owner, who is a superuser. */
  public Endpoints.Postgres endpoint() {
    return new Endpoints.Postgres(HOST, port(), NAME, NAME, NAME);
  }

  @Override
  void prepare() throws IOException {
    programs = Programs.postgres(directory);
    if (Files.exists(data)) {
      return;
    }
    Path draft = home().resolve("data.new");
    Trees.delete(draft);
    Path password = Files.writeString(home().resolve("password"), NAME);
    Child initdb =
        Child.start(
            Host.unprivileged(
                List.of(
                    programs.resolve("bin/initdb").toString(),
                    "-D",
                    draft.toString(),
                    "-U",
                    NAME,
                    "--auth=scram-sha-256",
                    "--pwfile=" + password,
                    "--encoding=UTF8",
                    // The same order and case rules on every machine, whatever locales it has.
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8")),
            Map.of(),
            log());
    try {
      await(initdb, () -> !initdb.alive(), Duration.ofSeconds(60));
    } finally {
      initdb.kill();
      Files.delete(password);
    }
    if (Files.notExists(draft.resolve("PG_VERSION"))) {
      throw new StackRefused("PostgreSQL could not make its data directory; see " + log());
    }
    Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  Child launch() throws IOException {
    forgetDeadPostmaster();
    return Child.start(
        Host.unprivileged(
            List.of(
                programs.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port()),
                "-c",
                "listen_addresses=" + HOST,
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=on",
                "-c",
                "synchronous_commit=on",
                "-c",
                "full_page_writes=on",
                "-c",
                "max_connections=100",
                "-c",
                "shared_buffers=192MB",
                // Recycled WAL is half the speed of a flood, and a checkpoint in its middle the
                // other half.
                "-c",
                "min_wal_size=1536MB",
                "-c",
                "max_wal_size=3GB",
                "-c",
                "timezone=UTC",
                "-c",
                "log_timezone=UTC")),
        Map.of(),
        log());
  }

  // A crash leaves postmaster.pid, and after a reboot its pid may be anybody's: PostgreSQL would
  // then refuse to start.
  // The file is also its guard against two servers on one directory, so it goes only when no
  // postgres has that pid.
  private void forgetDeadPostmaster() throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (Files.notExists(file)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
    boolean perhapsPostgres =
        ProcessHandle.of(pid)
            .map(
                process -> process.info().command().map(at -> at.endsWith("postgres")).orElse(true))
            .orElse(false);
    if (!perhapsPostgres) {
      Files.delete(file);
    }
  }

  /** The status line of {@code postmaster.pid}, as {@code pg_ctl --wait} reads it. */
  @Override
  boolean ready() {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.size() >= 8 && lines.get(7).strip().equals("ready");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  void complete() throws SQLException {
    makeDatabase();
    refuseUnlessDurable();
  }

  private void makeDatabase() throws SQLException {
    try (Connection connection = connect(endpoint().withDatabase("postgres"));
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + NAME);
      }
    }
  }

  // Asked in our own database: ALTER SYSTEM, ALTER DATABASE and ALTER ROLE could all have turned it
  // off.
  private void refuseUnlessDurable() throws SQLException {
    try (Connection connection = connect(endpoint());
        Statement statement = connection.createStatement()) {
      for (String setting : DURABLE) {
        try (ResultSet shown = statement.executeQuery("SHOW " + setting)) {
          shown.next();
          if (!shown.getString(1).equals("on")) {
            throw new StackRefused(
                "PostgreSQL says %s = %s: what it confirms could be lost, so nothing starts on it."
                    .formatted(setting, shown.getString(1)));
          }
        }
      }
    }
  }

  private static Connection connect(Endpoints.Postgres to) throws SQLException {
    return DriverManager.getConnection(to.jdbcUrl(), to.user(), to.password());
  }

  /** A fast shutdown: it does not wait for its clients, and loses nothing. */
  @Override
  String stopSignal() {
    return "INT";
  }

  @Override
  boolean isOurs(String program, List<String> arguments) {
    return List.of("postgres", "initdb").contains(program)
        && arguments.stream()
            .anyMatch(at -> at.equals(data.toString()) || at.equals(data + ".new"));
  }
}
