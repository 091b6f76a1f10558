package io.floodgate.bench;

import io.floodgate.local.Endpoints;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** redis-benchmark with the gate's own script, each call for another user. */
final class RedisBenchmark implements Load {

  private static final int CONNECTIONS = 200;
  private static final String[] COLUMNS = {"mean", "min", "p50", "p95", "p99", "max"};

  /** The last line that {@code --csv} prints: a name in quotes, then numbers in quotes. */
  private static final Pattern LINE =
      Pattern.compile("^\"(?:[^\"]|\\\\\")*\"((?:,\"[\\d.]+\"){7})\\s*$", Pattern.MULTILINE);

  private final String name;
  private final long capacity;
  private double expected = 20_000;

  /**
   * @param capacity of the gate that is asked: more than are asked for, or 1, which is gone
   */
  RedisBenchmark(String name, long capacity) {
    this.name = name;
    this.capacity = capacity;
  }

  @Override
  public String name() {
    return name;
  }

  /** It counts calls and not seconds: as many as the last run makes likely. */
  @Override
  public Result run(Rig rig, Duration lasts) {
    Endpoints.Redis redis = rig.endpoints().redis();
    try (LimitGate gate = LimitGate.open(redis, capacity)) {
      long calls = Math.round(expected * lasts.toSeconds());
      Result result = parse(Shell.run(Map.of(), command(redis, gate, calls)), calls);
      expected = result.perSecond();
      return result;
    }
  }

  private static List<String> command(Endpoints.Redis redis, LimitGate gate, long calls) {
    return List.of(
        "redis-benchmark",
        "-h",
        redis.host(),
        "-p",
        "" + redis.port(),
        "-c",
        "" + CONNECTIONS,
        "-n",
        "" + calls,
        "-r",
        "100000000",
        "--csv",
        "EVALSHA",
        gate.sha(),
        "3",
        LimitGate.GATE,
        LimitGate.MEMBERS,
        LimitGate.PENDING,
        "__rand_int__",
        "30000");
  }

  static Result parse(String output, long calls) {
    Matcher line = LINE.matcher(output);
    if (output.contains("rror") || !line.find()) {
      throw new Refused("redis-benchmark said:%n%s".formatted(output));
    }
    String[] numbers = line.group(1).substring(1).replace("\"", "").split(",");
    Map<String, Double> millis = new LinkedHashMap<>();
    for (int i = 0; i < COLUMNS.length; i++) {
      millis.put(COLUMNS[i], Double.parseDouble(numbers[i + 1]));
    }
    return new Result(Double.parseDouble(numbers[0]), calls, millis, List.of(), output);
  }
}
