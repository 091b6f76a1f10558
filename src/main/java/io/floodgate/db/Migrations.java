package io.floodgate.db;

import io.floodgate.base.Refused;
import io.floodgate.config.Config;
import io.floodgate.db.Migration.State;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the schema of this version, also while servers work on it: see
 * docs/migrations.md. Blocks: never called on an event loop.
 */
public final class Migrations {

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  /**
   * The oldest schema that this version works on. Raised by the change whose statements need a
   * newer one; StatementsIT prepares all of them on it.
   */
  public static final String OLDEST = "3";

  private static final String HISTORY = "flyway_schema_history";

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Config.Postgres config;
  private final Duration lockTimeout;
  private final List<String> locations;
  private final MigrationVersion target;

  public Migrations(Config.Postgres config) {
    this(config, List.of("classpath:db/migration"), MigrationVersion.LATEST);
  }

  private Migrations(Config.Postgres config, List<String> locations, MigrationVersion target) {
    this.config = config;
    // Whoever queues behind a migration gives up after lockTimeout: that must not come first.
    Duration most = config.lockTimeout().dividedBy(2);
    this.lockTimeout =
        most.compareTo(config.migrationLockTimeout()) < 0 ? most : config.migrationLockTimeout();
    this.locations = locations;
    this.target = target;
  }

  /** The same, and none newer than this version. */
  public Migrations upTo(String version) {
    return new Migrations(config, locations, MigrationVersion.fromVersion(version));
  }

  /** The same, and more of them, such as {@code classpath:db/next}. */
  public Migrations with(String location) {
    return new Migrations(
        config, Stream.concat(locations.stream(), Stream.of(location)).toList(), target);
  }

  /**
   * Applies what is missing of this version.
   *
   * @return how many were applied
   * @throws FlywayException see {@link #run}
   */
  public static int migrate(Config.Postgres config) {
    return new Migrations(config).run().size();
  }

  /**
   * Applies what is missing, in order, one node at a time (Flyway holds an advisory lock
   * meanwhile). What does not get its lock within {@code postgres.migrationLockTimeout} is tried
   * again for {@code postgres.migrationPatience}, with pauses in which traffic goes on.
   *
   * @return what was applied by this call
   * @throws FlywayException when the database is away, a migration fails or never gets its lock, or
   *     the schema was changed behind the migrations; what was applied before stays
   */
  public List<Migration> run() {
    List<Migration> applied = new ArrayList<>();
    long begun = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        forgetFailed();
        flyway(applied).migrate();
        return applied;
      } catch (FlywayException e) {
        long left = config.migrationPatience().toNanos() - (System.nanoTime() - begun);
        if (!isInTheWayOfOthers(e) || pause.toNanos() > left) {
          throw e;
        }
        LOG.warn(
            "a migration did not get its lock within {} ms and lets the others go first; it is"
                + " tried again in {} ms",
            lockTimeout.toMillis(),
            pause.toMillis());
        sleep(pause);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
      }
    }
  }

  /**
   * All that this version knows or the database has, in order; changes nothing.
   *
   * @throws FlywayException when the database is away
   */
  public List<Migration> status() {
    return Stream.of(flyway(new ArrayList<>()).info().all()).map(Migrations::of).toList();
  }

  /**
   * Does nothing where the schema is one that this version works on, a newer one included.
   *
   * @throws Refused where it is too old
   * @throws FlywayException when the database is away
   */
  public void require() {
    List<Migration> status = status();
    List<Migration> pending = status.stream().filter(one -> one.state() == State.PENDING).toList();
    if (pending.stream().anyMatch(one -> isNeeded(one.version()))) {
      throw new Refused(
          "the schema of database %s at %s:%d is at %s, and this version needs %s: run floodgate migrate, or set postgres.migrate: true"
              .formatted(config.database(), config.host(), config.port(), newest(status), OLDEST));
    }
    if (!pending.isEmpty()) {
      LOG.warn("{} migrations are not applied yet: run floodgate migrate", pending.size());
    }
  }

  private static boolean isNeeded(String version) {
    return MigrationVersion.fromVersion(version).compareTo(MigrationVersion.fromVersion(OLDEST))
        <= 0;
  }

  private static String newest(List<Migration> status) {
    return status.stream()
        .filter(one -> one.state() != State.PENDING)
        .reduce((_, last) -> last)
        .map(last -> "version " + last.version())
        .orElse("no version");
  }

  private Flyway flyway(List<Migration> applied) {
    return Flyway.configure()
        .dataSource(url(), config.user(), config.password().reveal())
        .locations(locations.toArray(String[]::new))
        .target(target)
        .table(HISTORY)
        // What a newer release has added is none of our business: it only adds.
        .ignoreMigrationPatterns("*:future")
        // Indexes are built concurrently, so outside of a transaction; their files set a time-out
        // too.
        .mixed(true)
        // An open transaction that held the lock would be waited for by such an index, for ever.
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        // It looks once a second.
        .lockRetryCount((int) config.migrationPatience().toSeconds())
        .callbacks(new EachMigration(applied::add))
        .load();
  }

  private static Migration of(MigrationInfo info) {
    State state =
        switch (info.getState()) {
          case FUTURE_SUCCESS, FUTURE_FAILED -> State.NEWER;
          case PENDING, ABOVE_TARGET, FAILED -> State.PENDING;
          default -> State.APPLIED;
        };
    return new Migration(info.getVersion().getVersion(), info.getDescription(), state);
  }

  /**
   * Only what runs outside of a transaction leaves a trace when it fails, and that can be run again
   * from its beginning.
   */
  private void forgetFailed() {
    try (Connection connection = Jdbc.connect(config, "floodgate-migrate");
        Statement statement = connection.createStatement()) {
      if (isThere(statement)) {
        statement.executeUpdate("DELETE FROM " + HISTORY + " WHERE NOT success");
      }
    } catch (SQLException e) {
      throw new FlywayException("Unable to connect to the database: " + e.getMessage(), e);
    }
  }

  private static boolean isThere(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT to_regclass('" + HISTORY + "') IS NOT NULL")) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private static boolean isInTheWayOfOthers(Throwable error) {
    return Stream.iterate(error, e -> e != null, Throwable::getCause)
        .anyMatch(
            e ->
                e instanceof SQLException sql
                    && switch (PostgresFault.ofSqlState(sql.getSQLState())) {
                      case LOCKED, COLLIDED -> true;
                      case REJECTED, AWAY, OURS -> false;
                    });
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlywayException("interrupted while waiting for a lock", e);
    }
  }

  /** Statements may take long here, but nobody waits long behind one that waits for a lock. */
  private String url() {
    return Jdbc.url(config, "floodgate-migrate")
        + ("&options=-c%%20lock_timeout=%d%%20-c%%20statement_timeout=0"
                + "%%20-c%%20idle_in_transaction_session_timeout=0")
            .formatted(lockTimeout.toMillis());
  }
}
