package io.floodgate.metrics;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A page in Prometheus' text format, taken apart. */
public record Scrape(String text) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What the server on this port of the machine says now. */
  public static Scrape of(int port) {
    HttpRequest page =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ops/metrics")).build();
    return new Scrape(HTTP.sendAsync(page, BodyHandlers.ofString()).join().body());
  }

  /** The value of a series, such as {@code floodgate_ready}; fails if there is none. */
  public double value(String name, String... labels) {
    return find(name, labels)
        .orElseThrow(() -> new AssertionError("no " + name + List.of(labels) + " in\n" + text));
  }

  /** The value of a series, if there is one. */
  OptionalDouble find(String name, String... labels) {
    Map<String, String> wanted = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    return text.lines()
        .filter(line -> line.startsWith(name + (labels.length == 0 ? " " : "{")))
        .filter(line -> labelsOf(line).equals(wanted))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst();
  }

  /** Every line that has a value, without it: a name with its labels. */
  Set<String> series() {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of all metrics, each with the labels of one of its series but {@code le}. */
  Map<String, Set<String>> families() {
    Map<String, Set<String>> families = new LinkedHashMap<>();
    text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ")[2])
        .forEach(family -> families.put(family, labelNamesOf(family)));
    return families;
  }

  private Set<String> labelNamesOf(String family) {
    return text.lines()
        .filter(line -> line.matches(family + "(_bucket|_count|_sum|_total)?[{ ].*"))
        .findFirst()
        .map(line -> new TreeSet<>(labelsOf(line).keySet()))
        .map(
            names -> {
              names.remove("le");
              return names;
            })
        .orElseThrow(() -> new AssertionError("no series of " + family));
  }

  private static Map<String, String> labelsOf(String line) {
    Map<String, String> labels = new LinkedHashMap<>();
    int from = line.indexOf('{');
    if (from >= 0) {
      Arrays.stream(line.substring(from + 1, line.lastIndexOf('}')).split("(?<=\"),"))
          .map(label -> label.split("=", 2))
          .forEach(label -> labels.put(label[0], label[1].replace("\"", "")));
    }
    return labels;
  }
}
