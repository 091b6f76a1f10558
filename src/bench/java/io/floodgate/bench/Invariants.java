package io.floodgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server says of everything that the runs have written.
 *
 * @param checked how many there are
 * @param broken the names of those that do not hold, with how often
 * @param body as answered
 */
record Invariants(int checked, List<String> broken, String body) {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  static Invariants of(String url) {
    HttpResponse<String> answer = Http.get(url + "/ops/invariants", PATIENCE);
    Invariants invariants = parse(answer.body());
    return answer.statusCode() == 200 || !invariants.broken.isEmpty()
        ? invariants
        : new Invariants(0, List.of("answered with " + answer.statusCode()), answer.body());
  }

  static Invariants parse(String body) {
    try {
      JsonNode all = new ObjectMapper().readTree(body).path("data").path("invariants");
      List<String> broken = new ArrayList<>();
      for (JsonNode each : all) {
        if (each.path("violations").asLong() != 0) {
          broken.add(each.path("name").asText() + " by " + each.path("violations").asLong());
        }
      }
      return new Invariants(all.size(), broken, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean hold() {
    return broken.isEmpty();
  }
}
