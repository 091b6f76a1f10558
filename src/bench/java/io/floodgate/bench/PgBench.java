package io.floodgate.bench;

import io.floodgate.local.Endpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * pgbench with one of the scripts in {@code docs/benchmarks/pgbench}, in the database {@code
 * limit}. Whichever number of clients is the best when it warms up counts from then on.
 */
final class PgBench implements Load {

  private static final List<Integer> CLIENTS = List.of(1, 2, 4);

  private static final Pattern RATE = Pattern.compile("tps = ([\\d.]+)");
  private static final Pattern LATENCY = Pattern.compile("latency average = ([\\d.]+) ms");
  private static final Pattern TRANSACTIONS =
      Pattern.compile("number of transactions actually processed: (\\d+)");
  private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");

  /** Runs are numbered, so that no two give the same ids. */
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final String name;
  private final String script;
  private final int jobsATransaction;
  private final Map<String, String> variables;
  private int clients = CLIENTS.getFirst();

  /**
   * @param script without its ending
   * @param jobsATransaction what a transaction counts for
   * @param variables of the script
   */
  PgBench(String name, String script, int jobsATransaction, Map<String, String> variables) {
    this.name = name;
    this.script = script;
    this.jobsATransaction = jobsATransaction;
    this.variables = Map.copyOf(variables);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void warmUp(Rig rig, Duration lasts) {
    // Three tries, each of half the time, rounded up: pgbench counts in seconds.
    Duration shorter = Duration.ofSeconds((lasts.toSeconds() + 1) / 2);
    double best = 0;
    int bestClients = clients;
    for (int tried : CLIENTS) {
      clients = tried;
      rig.settle();
      double rate = run(rig, shorter).perSecond();
      if (rate > best) {
        best = rate;
        bestClients = tried;
      }
    }
    clients = bestClients;
  }

  @Override
  public Result run(Rig rig, Duration lasts) {
    List<String> command =
        new ArrayList<>(List.of("pgbench", "-n", "-M", "prepared", "-T", "" + lasts.toSeconds()));
    command.addAll(List.of("-c", "" + clients, "-j", "" + Math.min(clients, 2)));
    command.addAll(List.of("-f", "docs/benchmarks/pgbench/" + script + ".sql"));
    Map<String, String> all = new HashMap<>(variables);
    all.putAll(Map.of("run", "" + RUNS.incrementAndGet(), "n", "0", "size", "" + jobsATransaction));
    all.put("parts", "" + clients);
    all.forEach((variable, value) -> command.addAll(List.of("-D", variable + "=" + value)));
    return parse(Shell.run(environment(rig.limit()), command), jobsATransaction);
  }

  /** As a lane of the server connects, with the same settings. */
  private static Map<String, String> environment(LimitDatabase limit) {
    Endpoints.Postgres to = limit.endpoint();
    return Map.of(
        "PGHOST", to.host(),
        "PGPORT", "" + to.port(),
        "PGDATABASE", to.database(),
        "PGUSER", to.user(),
        "PGPASSWORD", to.password(),
        "PGOPTIONS", LimitDatabase.options());
  }

  static Result parse(String output, int jobsATransaction) {
    long transactions = Long.parseLong(Texts.demand(TRANSACTIONS, output));
    Map<String, Double> millis = new LinkedHashMap<>();
    millis.put("mean", Double.parseDouble(Texts.demand(LATENCY, output)));
    String failed = Texts.find(FAILED, output).orElse("0");
    return new Result(
        Double.parseDouble(Texts.demand(RATE, output)) * jobsATransaction,
        transactions * jobsATransaction,
        millis,
        failed.equals("0") ? List.of() : List.of(failed + " transactions failed"),
        output);
  }
}
