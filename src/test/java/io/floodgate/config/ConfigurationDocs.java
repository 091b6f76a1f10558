package io.floodgate.config;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders {@code docs/configuration.md} from the records and the shipped default. */
final class ConfigurationDocs {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Made from the records in io.floodgate.config and conf/floodgate.yaml; do not edit. Rewrite:
      mvn -q test -Dtest=ConfigurationDocsTest -Ddocs.write
      -->

      Values come from, the last to name a key wins:

      1. the shipped default, [`conf/floodgate.yaml`](../conf/floodgate.yaml), which has every key;
      2. overlay files in the order given, each with only what differs: \
      [`local.yaml`](../conf/local.yaml), [`bench.yaml`](../conf/bench.yaml), \
      [`production.yaml`](../conf/production.yaml);
      3. environment variables: the key in upper snake case after `FLOODGATE_`.

      Durations are written `250ms`, `5s`, `15m`, `24h`, `7d`; bytes `512`, `64KiB`, `1MiB`; switches
      `true`, `false`; names of a choice in lower case, levels of the log in upper case. Sections are
      indented, not dotted.

      `floodgate config` prints every key, its value and where it comes from (`--json` for programs);
      `floodgate config --check` only says whether a server would start, and warns of what is allowed
      but hardly meant. Editors that know YAML schemas check the files of `conf/` while they are
      written: the first line of each names [`floodgate.schema.json`](../conf/floodgate.schema.json),
      which `floodgate config --schema` prints.

      A change of a file takes effect in a running server within two `ops.reloadInterval` where a key
      is *live*; where it says *restart*, at the next start ([ADR-015](adr/015-live-configuration.md)).
      Variables do not change while a server runs.

      The start is refused, with every fault at once (file and line or variable, key, value, what is
      allowed), for a file that cannot be read or is malformed, an unknown key or `FLOODGATE_` variable,
      a key given twice in a file, a wrong type, a value out of range. The values of unknown keys and of
      secrets are not shown. Some keys also answer to each other:

      - `auth.mode: jwt` is refused: tokens are not part of this release yet.
      - `auth.mode: gateway` wants `http.host` to be a loopback address, or `auth.trustGateway: true`.
      - `postgres.lockTimeout` is not longer than `postgres.statementTimeout`.
      - `http.requestTimeout` is not shorter than `postgres.poolTimeout`.
      - `admission.targetLatency` is shorter than `http.requestTimeout`; `admission.readShare` is not larger
        than `admission.couponShare`, nor that than `admission.orderShare`.
      - `webhook.url` is `https://` without user, password or fragment, and wants Kafka and a
        `webhook.secret` of at least 24 characters. Addresses of private networks want
        `webhook.allowPrivate: true`; then `http://` is allowed too, on loopback only.

      One node opens at most these connections to PostgreSQL: order lanes + point lanes +
      coupon lanes + `postgres.poolSize` + event loops × `postgres.readConnections` + 1 for checking the invariants. All
      nodes together must stay below PostgreSQL's `max_connections`.
      """;

  private ConfigurationDocs() {}

  static String markdown(LoadedConfig defaults) {
    Stream<String> sections =
        Stream.of(Config.class.getRecordComponents())
            .map(section -> section(section, defaults.sources()));
    return Stream.concat(Stream.of(INTRODUCTION), sections).collect(Collectors.joining("\n"));
  }

  private static String section(RecordComponent section, Map<String, Source> defaults) {
    String name = section.getName();
    String heading =
        """
        ## %s

        %s

        | key | variable | unit | allowed | default | change | what it does |
        |---|---|---|---|---|---|---|
        """
            .formatted(name, section.getAnnotation(Doc.class).value());
    return Keys.ALL.values().stream()
        .filter(key -> key.path().startsWith(name + "."))
        .map(key -> row(key, defaults.get(key.path())))
        .collect(Collectors.joining("", heading, ""));
  }

  private static String row(Key key, Source source) {
    String written = source.written();
    return List.of(
            code(key.path()),
            code(key.variable()),
            unit(key),
            allowed(key),
            key.secret() ? "(secret)" : code(written),
            key.live() ? "live" : "restart",
            key.doc().value())
        .stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String unit(Key key) {
    if (key.type().isEnum()) {
      return "choice";
    }
    return switch (key.type().getSimpleName()) {
      case "int", "long", "double" -> "number";
      case "boolean" -> "switch";
      case "Duration" -> "duration";
      case "Bytes" -> "bytes";
      case "LogLevels" -> "levels";
      default -> "text";
    };
  }

  private static String allowed(Key key) {
    Range range = key.range();
    return range == null ? key.allowed() : code(range.min()) + " to " + code(range.max());
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
