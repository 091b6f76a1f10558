package io.floodgate.web;

import io.floodgate.config.Bytes;
import io.floodgate.config.Config;
import io.floodgate.config.LogLevel;
import io.floodgate.config.LogLevels;
import io.floodgate.config.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** Configurations of a server on a port that the system chooses. */
final class TestConfigs {

  private TestConfigs() {}

  static Config.Http http() {
    return new Config.Http(
        "127.0.0.1",
        0,
        2,
        Duration.ofSeconds(5),
        1_000,
        1_000,
        new Bytes(64 * 1024),
        new Bytes(16 * 1024),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ZERO,
        Duration.ofSeconds(2),
        10,
        Duration.ofMillis(10),
        Duration.ofMillis(10),
        Duration.ofMillis(100));
  }

  /** As many as {@link #http} allows, however slow this machine is today. */
  static Config.Admission admission() {
    return new Config.Admission(Duration.ofMillis(500), 1_000, Duration.ofMinutes(1), 70, 80, 90);
  }

  /** One on which nobody looks at the stores. */
  static Config.Ops ops(Duration stuckAfter) {
    return new Config.Ops(
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        Duration.ZERO,
        true,
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        Duration.ofMinutes(1),
        stuckAfter);
  }

  static Config config(Config.Http http) {
    return config(http, ops(Duration.ofMinutes(1)));
  }

  static Config config(Config.Http http, Config.Ops ops) {
    Config.Batching batching = new Config.Batching(1, 64, 1, 1_000);
    return new Config(
        new Config.Runtime(2, Config.Transport.AUTO, Duration.ofSeconds(2), Duration.ofSeconds(20)),
        http,
        admission(),
        new Config.Auth(Config.AuthMode.GATEWAY, false),
        new Config.Postgres(
            "127.0.0.1",
            1,
            "none",
            "none",
            new Secret(""),
            false,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            2,
            0,
            Duration.ofSeconds(1),
            1,
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1)),
        new Config.Redis(
            "127.0.0.1",
            1,
            Optional.empty(),
            new Secret(""),
            Optional.empty(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1,
            Duration.ofSeconds(1)),
        new Config.Kafka(
            Optional.empty(),
            Optional.empty(),
            1,
            1,
            Duration.ofSeconds(1),
            Duration.ZERO,
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10)),
        new Config.Orders(batching, Duration.ofMinutes(10), Duration.ofSeconds(1), 100),
        new Config.Points(batching, 1_000_000, 100_000_000),
        new Config.Coupons(
            batching,
            1,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            100,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            10,
            10,
            new Config.IssueQueue(
                1,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofDays(1),
                Duration.ofMinutes(1))),
        new Config.Outbox(
            true,
            Duration.ofSeconds(5),
            4_000,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofHours(2),
            Duration.ofMinutes(1)),
        new Config.Ranking(
            "Asia/Seoul",
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            4,
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            1_000,
            Duration.ofMillis(250)),
        new Config.Webhook(
            Optional.empty(),
            new Secret(""),
            Optional.empty(),
            100,
            8,
            Duration.ofSeconds(5),
            12,
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            5,
            Duration.ofSeconds(10),
            false),
        new Config.Idempotency(Duration.ofDays(1), Duration.ofMinutes(1)),
        ops,
        new Config.Log(
            LogLevel.INFO,
            new LogLevels(new TreeMap<>()),
            Config.LogFormat.TEXT,
            Duration.ofSeconds(1)),
        new Config.Trace(Optional.empty(), 0, "floodgate"));
  }
}
