package io.floodgate.bench;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import org.junit.jupiter.api.Test;

/** What load generators print, read. */
class OutputsTest {

  private static final String WRK =
      """
      Running 1s test @ http://127.0.0.1:8080
        2 threads and 20 connections
        905 requests in 1.00s, 557.34KB read
      Requests/sec:    901.47
      Transfer/sec:    555.17KB
      p50 18.723 ms
      p90 44.140 ms
      p95 55.979 ms
      p99 78.288 ms
      max 86.127 ms
      bytes an answer: 630.000
      """;

  @Test
  void wrkSaysRateAndPercentiles() {
    Result result = Wrk.parse(WRK, Wrk.Expected.SUCCESS);

    assertThat(result.perSecond()).isEqualTo(901.47);
    assertThat(result.answers()).isEqualTo(905);
    assertThat(result.millis())
        .containsEntry("p50", 18.723)
        .containsEntry("p95", 55.979)
        .containsEntry("p99", 78.288)
        .containsEntry("max", 86.127);
    assertThat(result.faults()).isEmpty();
  }

  @Test
  void moreGoodAnswersThanRowsAreAFault() {
    Result result = Wrk.parse(WRK, Wrk.Expected.SUCCESS);

    assertThat(Kept.judged(result, 905).faults()).isEmpty();
    assertThat(Kept.judged(result, 945).faults()).isEmpty(); // these were under way at the end
    assertThat(Kept.judged(result, 904).faults())
        .containsExactly("905 good answers and only 904 rows");
  }

  @Test
  void refusalsAreAFaultOrTheOpposite() {
    String some = WRK + "  Non-2xx or 3xx responses: 3\n";
    String all = WRK + "  Non-2xx or 3xx responses: 905\n";

    assertThat(Wrk.parse(some, Wrk.Expected.SUCCESS).faults()).hasSize(1);
    assertThat(Wrk.parse(some, Wrk.Expected.REFUSAL).faults())
        .containsExactly("902 of 905 answers were no REFUSAL");
    assertThat(Wrk.parse(all, Wrk.Expected.REFUSAL).faults()).isEmpty();
  }

  @Test
  void refusalsThatDifferInSizeAreNotAllTheSame() {
    String all = WRK + "  Non-2xx or 3xx responses: 905\n";

    assertThat(Wrk.parse(all.replace("630.000", "630.057"), Wrk.Expected.REFUSAL).faults())
        .singleElement(as(STRING))
        .contains("differ in size");
  }

  @Test
  void brokenConnectionsAndSilenceAreFaults() {
    String broken = WRK + "  Socket errors: connect 0, read 5, write 0, timeout 0\n";
    String silent = WRK.replace("905 requests", "0 requests");

    assertThat(Wrk.parse(broken, Wrk.Expected.SUCCESS).faults())
        .containsExactly("Socket errors: connect 0, read 5, write 0, timeout 0");
    assertThat(Wrk.parse(silent, Wrk.Expected.REFUSAL).faults())
        .containsExactly("no answer at all");
    assertThatThrownBy(() -> Wrk.parse("unable to connect", Wrk.Expected.SUCCESS))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("unable to connect");
  }

  private static final String PGBENCH =
      """
      number of transactions actually processed: 1234
      number of failed transactions: 0 (0.000%)
      latency average = 3.210 ms
      initial connection time = 5.000 ms
      tps = 411.333333 (without initial connection time)
      """;

  @Test
  void pgbenchCountsTransactionsAndWeJobs() {
    Result result = PgBench.parse(PGBENCH, 50);

    assertThat(result.perSecond()).isEqualTo(411.333333 * 50);
    assertThat(result.answers()).isEqualTo(1234 * 50);
    assertThat(result.millis()).containsEntry("mean", 3.21);
    assertThat(result.faults()).isEmpty();
  }

  @Test
  void failedTransactionsAreAFault() {
    assertThat(PgBench.parse(PGBENCH.replace("transactions: 0", "transactions: 7"), 1).faults())
        .containsExactly("7 transactions failed");
  }

  private static final String REDIS =
      """
      "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
      "EVALSHA 00ff 3 bench:{limit}:gate a b __rand_int__ 30000","37372.70","5.261","1.000","5.111","6.500","9.250","20.100"
      """;

  @Test
  void redisBenchmarkSaysRateAndPercentiles() {
    Result result = RedisBenchmark.parse(REDIS, 100_000);

    assertThat(result.perSecond()).isEqualTo(37_372.7);
    assertThat(result.answers()).isEqualTo(100_000);
    assertThat(result.millis()).containsEntry("p50", 5.111).containsEntry("p99", 9.25);
  }

  @Test
  void aScriptThatRedisRefusesIsNoResult() {
    assertThatThrownBy(
            () -> RedisBenchmark.parse("Error from server: NOSCRIPT No matching script", 1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("NOSCRIPT");
  }

  @Test
  void brokenInvariantsAreNamed() {
    String body =
        """
        {"data":{"holds":false,"invariants":[
          {"name":"stock.adds-up","violations":2,"samples":[]},
          {"name":"stock.not-negative","violations":0,"samples":[]}]}}
        """;

    Invariants invariants = Invariants.parse(body);

    assertThat(invariants.checked()).isEqualTo(2);
    assertThat(invariants.broken()).containsExactly("stock.adds-up by 2");
    assertThat(invariants.hold()).isFalse();
  }
}
