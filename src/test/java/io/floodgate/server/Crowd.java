package io.floodgate.server;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Many requests at once. */
public final class Crowd {

  private Crowd() {}

  /**
   * Sends them all without waiting for any, then waits for every answer.
   *
   * @param send given 1 to {@code size}
   * @return the answers, in the order of the requests
   */
  public static List<Client.Answer> of(
      int size, IntFunction<CompletableFuture<Client.Answer>> send) {
    List<CompletableFuture<Client.Answer>> underWay =
        IntStream.rangeClosed(1, size).mapToObj(send).toList();
    return underWay.stream().map(CompletableFuture::join).toList();
  }

  /** How often each outcome came: {@code 201} or {@code 409 OUT_OF_STOCK}. */
  public static Map<String, Long> outcomes(List<Client.Answer> answers) {
    return answers.stream()
        .collect(
            Collectors.groupingBy(Client.Answer::outcome, TreeMap::new, Collectors.counting()));
  }

  public static List<Client.Answer> successes(List<Client.Answer> answers) {
    return answers.stream().filter(Client.Answer::succeeded).toList();
  }

  /** A number of each answer's data, such as {@code orderId}. */
  public static List<Long> numbers(List<Client.Answer> answers, String field) {
    return answers.stream().map(answer -> answer.number(field)).toList();
  }

  /** What a number of the answers' data adds up to. */
  public static long sum(List<Client.Answer> answers, String field) {
    return answers.stream().mapToLong(answer -> answer.number(field)).sum();
  }
}
