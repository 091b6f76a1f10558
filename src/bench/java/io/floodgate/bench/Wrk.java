package io.floodgate.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * wrk with one of the scripts in {@code docs/benchmarks/wrk}.
 *
 * @param script without its ending
 * @param expected what every answer must be
 * @param target the URL to measure
 * @param variables what the script reads, made anew for each run
 */
record Wrk(
    String name,
    String script,
    int connections,
    Expected expected,
    Function<Rig, String> target,
    Function<Rig, Map<String, String>> variables)
    implements Load {

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern SOCKETS = Pattern.compile("Socket errors: .*");
  private static final Pattern BYTES = Pattern.compile("bytes an answer: ([\\d.]+)");
  private static final Pattern PERCENTILE = Pattern.compile("(p\\d+|max) ([\\d.]+) ms");

  /** What wrk can tell of an answer without looking at each one in Lua. */
  enum Expected {
    SUCCESS,
    REFUSAL
  }

  @Override
  public Result run(Rig rig, Duration lasts) {
    return parse(
        Shell.run(
            variables.apply(rig),
            List.of(
                "wrk",
                "-t2",
                "-c" + connections,
                "-d" + lasts.toSeconds() + "s",
                "-s",
                "docs/benchmarks/wrk/" + script + ".lua",
                target.apply(rig))),
        expected);
  }

  // One in a thousand that is longer by 50 bytes would show.
  private static boolean differInSize(String output) {
    double mean = Double.parseDouble(Texts.demand(BYTES, output));
    return Math.abs(mean - Math.rint(mean)) > 0.04;
  }

  static Result parse(String output, Expected expected) {
    long requests = Long.parseLong(Texts.demand(REQUESTS, output));
    long refused = Texts.find(REFUSED, output).map(Long::parseLong).orElse(0L);
    long wrong = expected == Expected.SUCCESS ? refused : requests - refused;
    List<String> faults = new ArrayList<>();
    if (requests == 0) {
      faults.add("no answer at all");
    }
    if (wrong != 0) {
      faults.add("%d of %d answers were no %s".formatted(wrong, requests, expected));
    }
    if (expected == Expected.REFUSAL && differInSize(output)) {
      faults.add("the answers are not all the same refusal: they differ in size");
    }
    Matcher sockets = SOCKETS.matcher(output);
    if (sockets.find()) {
      faults.add(sockets.group());
    }
    Map<String, Double> millis = new LinkedHashMap<>();
    PERCENTILE
        .matcher(output)
        .results()
        .forEach(found -> millis.put(found.group(1), Double.parseDouble(found.group(2))));
    return new Result(
        Double.parseDouble(Texts.demand(RATE, output)), requests, millis, faults, output);
  }
}
