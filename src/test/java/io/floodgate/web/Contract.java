package io.floodgate.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.floodgate.server.Events;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code openapi.yaml} as a judge: checks what went over the wire against it, and remembers what it
 * saw, so that a test can say which operations and which failures were never driven.
 *
 * <p>It is stricter than the document where a document has to stay open for clients: an answer with
 * a field that is not documented is a violation. Thread-safe.
 */
public final class Contract {

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String PROBLEM = "/components/schemas/Problem";

  private final JsonNode document;
  private final List<Operation> operations = new ArrayList<>();
  private final Schemas schemas;
  private final Set<String> driven = ConcurrentHashMap.newKeySet();
  private final Set<String> seenFailures = ConcurrentHashMap.newKeySet();

  /**
   * One request and its answer.
   *
   * @param path with its query, if there is one
   * @param requestBody empty if there was none
   * @param contentType of the answer; empty if there was none
   * @param body of the answer
   * @param headers of the answer, by name in lower case
   */
  public record Exchange(
      String method,
      String path,
      String requestBody,
      int status,
      String contentType,
      Map<String, List<String>> headers,
      String body) {

    /** What {@code java.net.http} sent and received. */
    public static Exchange of(HttpResponse<String> response, String requestBody) {
      String query = response.request().uri().getRawQuery();
      return new Exchange(
          response.request().method(),
          response.request().uri().getRawPath() + (query == null ? "" : '?' + query),
          requestBody,
          response.statusCode(),
          response.headers().firstValue("content-type").orElse(""),
          lowerCase(response),
          response.body());
    }

    private static Map<String, List<String>> lowerCase(HttpResponse<?> response) {
      Map<String, List<String>> headers = new LinkedHashMap<>();
      response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(), values));
      return headers;
    }
  }

  /** A stream of events as far as it has come, which may go on. */
  public void check(Events events) {
    HttpResponse<?> response = events.response();
    check(
        new Exchange(
            response.request().method(),
            response.request().uri().getRawPath(),
            "",
            response.statusCode(),
            response.headers().firstValue("content-type").orElse(""),
            Exchange.lowerCase(response),
            String.join("\n", events.lines())));
  }

  private Contract(JsonNode document) {
    this.document = document;
    this.schemas = new Schemas(document);
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.getKey().toUpperCase(),
                                    path.getKey(),
                                    method.getValue()))));
  }

  /** The document that the server serves. */
  public static Contract load() {
    try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
      return new Contract(Schemas.closed(new YAMLMapper().readTree(in)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read openapi.yaml", e);
    }
  }

  /** Throws an {@link AssertionError} with everything that breaks the contract. */
  public void check(Exchange exchange) {
    List<String> violations = violations(exchange);
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "%s %s answered %d %s%nwhich breaks openapi.yaml:%n- %s"
              .formatted(
                  exchange.method,
                  exchange.path,
                  exchange.status,
                  exchange.body,
                  String.join("\n- ", violations)));
    }
  }

  /** The documented operations that no exchange was about, as {@code POST /api/v1/orders}. */
  public Set<String> undriven() {
    Set<String> missing = new LinkedHashSet<>();
    operations.forEach(operation -> missing.add(operation.name()));
    missing.removeAll(driven);
    return missing;
  }

  /** The documented failures that were never seen, as {@code POST /api/v1/orders OUT_OF_STOCK}. */
  public Set<String> unseenFailures() {
    Set<String> missing = new LinkedHashSet<>();
    for (Operation operation : operations) {
      operation
          .node()
          .get("responses")
          .forEach(
              response ->
                  examplesOf(schemas.resolve(response))
                      .forEach(code -> missing.add(operation.name() + ' ' + code)));
    }
    missing.removeAll(seenFailures);
    return missing;
  }

  /** What is wrong with the document's own examples: they have to be what it describes. */
  public List<String> wrongExamples() {
    List<String> violations = new ArrayList<>();
    for (Operation operation : operations) {
      checkExamples(operation.node().path("requestBody"), operation.name(), violations);
      operation
          .node()
          .get("responses")
          .forEach(
              response -> checkExamples(schemas.resolve(response), operation.name(), violations));
    }
    return violations;
  }

  private void checkExamples(JsonNode holder, String where, List<String> violations) {
    for (JsonNode media : holder.path("content")) {
      if (media.has("example")) {
        schemas.validate(media.get("schema"), media.get("example"), where, violations);
        checkEvents(media, media.get("example").asText(), where, violations);
      }
      for (JsonNode example : media.path("examples")) {
        schemas.validate(
            media.get("schema"), schemas.resolve(example).get("value"), where, violations);
      }
    }
  }

  /** The examples of problems, by their code. */
  JsonNode problemExamples() {
    return document.at("/components/examples");
  }

  private List<String> violations(Exchange exchange) {
    String path = exchange.path.split("\\?", 2)[0];
    Optional<Operation> operation =
        operations.stream().filter(known -> known.matches(exchange.method, path)).findFirst();
    List<String> violations = new ArrayList<>();
    if (operation.isEmpty()) {
      undocumented(exchange, violations);
      return violations;
    }
    driven.add(operation.get().name());
    if (exchange.status < 300) {
      checkAccepted(operation.get(), exchange, violations);
    }
    checkAnswer(operation.get(), exchange, violations);
    return violations;
  }

  /** What is not documented may only be refused as not being there. */
  private void undocumented(Exchange exchange, List<String> violations) {
    if (exchange.status != 404 && exchange.status != 405) {
      violations.add("no such operation is documented, yet it is not answered 404 or 405");
      return;
    }
    checkProblem(exchange, Set.of("ROUTE_NOT_FOUND", "METHOD_NOT_ALLOWED"), violations);
  }

  /** What the server takes has to be what the document allows. */
  private void checkAccepted(Operation operation, Exchange exchange, List<String> violations) {
    JsonNode body = operation.node().path("requestBody");
    if (exchange.requestBody.isEmpty()) {
      if (body.path("required").asBoolean()) {
        violations.add("a request without its required body was accepted");
      }
    } else if (body.isMissingNode()) {
      violations.add("a request body was accepted where none is documented");
    } else {
      JsonNode schema = body.at("/content/application~1json/schema");
      schemas.validate(schema, parse(exchange.requestBody), "accepted request body", violations);
    }
    if (exchange.path.contains("?")) {
      Set<String> documented = new LinkedHashSet<>();
      operation
          .node()
          .path("parameters")
          .forEach(parameter -> documented.add(schemas.resolve(parameter).get("name").asText()));
      for (String pair : exchange.path.split("\\?", 2)[1].split("&")) {
        String name = pair.split("=", 2)[0];
        if (!documented.contains(name)) {
          violations.add("query parameter " + name + " was accepted and is not documented");
        }
      }
    }
  }

  private void checkAnswer(Operation operation, Exchange exchange, List<String> violations) {
    JsonNode response = operation.node().get("responses").path(Integer.toString(exchange.status));
    if (response.isMissingNode()) {
      violations.add("status " + exchange.status + " is not documented");
      return;
    }
    response = schemas.resolve(response);
    checkHeaders(response, exchange, violations);
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      if (!exchange.body.isEmpty()) {
        violations.add("a body came where none is documented");
      }
      return;
    }
    String type = exchange.contentType.split(";", 2)[0].strip();
    JsonNode media = content.path(type);
    if (media.isMissingNode()) {
      violations.add("content type '" + type + "' is not documented");
    } else if (type.equals("application/problem+json")) {
      Set<String> allowed = new LinkedHashSet<>(examplesOf(response));
      checkProblem(exchange, allowed, violations)
          .ifPresent(code -> seenFailures.add(operation.name() + ' ' + code));
    } else if (type.equals("text/event-stream")) {
      if (exchange.body.lines().noneMatch(line -> line.startsWith("data: "))) {
        violations.add("the stream tells nothing");
      }
      checkEvents(media, exchange.body, "event", violations);
    } else if (type.equals("application/json")) {
      JsonNode body = parse(exchange.body);
      schemas.validate(media.get("schema"), body, "answer", violations);
      if (body.path("code").asInt() != exchange.status) {
        violations.add("code " + body.path("code") + " is not the status");
      }
    }
  }

  /** OpenAPI has no word for what the events of a stream are: the data of each is this. */
  private void checkEvents(JsonNode media, String stream, String what, List<String> violations) {
    if (media.has("x-event-data")) {
      stream
          .lines()
          .filter(line -> line.startsWith("data: "))
          .forEach(
              line ->
                  schemas.validate(
                      media.get("x-event-data"), parse(line.substring(6)), what, violations));
    }
  }

  private Optional<String> checkProblem(
      Exchange exchange, Set<String> allowed, List<String> violations) {
    JsonNode problem = parse(exchange.body);
    schemas.validate(ref(PROBLEM), problem, "problem", violations);
    if (problem.path("status").asInt() != exchange.status
        || problem.path("code").asInt() != exchange.status) {
      violations.add("status and code of the problem are not " + exchange.status);
    }
    String error = problem.path("error").asText();
    if (!allowed.contains(error)) {
      violations.add("failure " + error + " is not documented here, only " + allowed);
      return Optional.empty();
    }
    JsonNode example = document.at("/components/examples/" + error + "/value");
    for (String same : List.of("type", "title", "status", "message", "detail")) {
      boolean english = exchange.status > 0 && isEnglish(problem);
      if (!english && !example.path(same).equals(problem.path(same))) {
        violations.add(same + " is " + problem.path(same) + ", not " + example.path(same));
      }
    }
    return Optional.of(error);
  }

  private static boolean isEnglish(JsonNode problem) {
    return problem.path("detail").asText().chars().allMatch(c -> c < 128);
  }

  private void checkHeaders(JsonNode response, Exchange exchange, List<String> violations) {
    response
        .path("headers")
        .properties()
        .forEach(
            documented -> {
              JsonNode header = schemas.resolve(documented.getValue());
              List<String> values = exchange.headers.get(documented.getKey().toLowerCase());
              if (values != null) {
                values.forEach(
                    value ->
                        schemas.validate(
                            header.get("schema"),
                            TextNode.valueOf(value),
                            "header " + documented.getKey(),
                            violations));
              } else if (header.path("required").asBoolean()) {
                violations.add("header " + documented.getKey() + " is missing");
              }
            });
  }

  private List<String> examplesOf(JsonNode response) {
    List<String> codes = new ArrayList<>();
    response
        .at("/content/application~1problem+json/examples")
        .fieldNames()
        .forEachRemaining(codes::add);
    return codes;
  }

  private static JsonNode ref(String pointer) {
    return JSON.createObjectNode().put("$ref", '#' + pointer);
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  private record Operation(String method, String template, JsonNode node) {

    String name() {
      return method + ' ' + template;
    }

    boolean matches(String otherMethod, String path) {
      String[] wanted = template.split("/");
      String[] given = path.split("/");
      if (!method.equals(otherMethod) || wanted.length != given.length) {
        return false;
      }
      for (int i = 0; i < wanted.length; i++) {
        if (!wanted[i].startsWith("{") && !wanted[i].equals(given[i])) {
          return false;
        }
      }
      return true;
    }
  }
}
