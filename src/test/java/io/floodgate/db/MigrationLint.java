package io.floodgate.db;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a migration may not do while servers work, as docs/migrations.md has it. It knows SQL by its
 * words, so it finds what is written plainly, which is how migrations are written.
 */
final class MigrationLint {

  private static final String NAME = "(?:IF (?:NOT )?EXISTS )?(?:ONLY )?([a-z_0-9.]+)";

  private static final Pattern CREATED = Pattern.compile("^CREATE TABLE " + NAME);
  private static final Pattern INDEX =
      Pattern.compile("^CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?.*?\\bON (?:ONLY )?([a-z_0-9.]+)");
  private static final Pattern ALTERED = Pattern.compile("^ALTER TABLE " + NAME + " (.*)$");
  private static final Pattern NOT_NULL =
      Pattern.compile("ALTER (?:COLUMN )?([a-z_0-9]+) SET NOT NULL");
  private static final Pattern ADDED =
      Pattern.compile("\\bADD (?:COLUMN )?(?!CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)");
  private static final Pattern VOLATILE =
      Pattern.compile(
          "RANDOM\\(|UUID|NEXTVAL|CLOCK_TIMESTAMP|\\bSTORED\\b|IDENTITY|SERIAL",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern REMOVES =
      Pattern.compile(
          "^DROP TABLE|\\bDROP COLUMN|^ALTER TABLE .* RENAME|^DROP (VIEW|FUNCTION|TYPE|SEQUENCE)");
  private static final Pattern IN_CONCURRENT_FILE =
      Pattern.compile(
          "^(SET lock_timeout = 0|RESET lock_timeout|DROP INDEX CONCURRENTLY IF EXISTS .*"
              + "|CREATE (UNIQUE )?INDEX CONCURRENTLY (?!IF NOT).*)$",
          Pattern.CASE_INSENSITIVE);

  private final String sql;
  private final String earlier;
  private final List<String> created = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  private MigrationLint(String sql, String earlier) {
    this.sql = sql;
    this.earlier = normal(earlier);
  }

  /**
   * @param earlier all migrations before it
   * @return a sentence for each fault, which says what to do instead
   */
  static List<String> faults(String sql, String earlier) {
    return new MigrationLint(sql, earlier).check();
  }

  private List<String> check() {
    List<String> statements =
        Arrays.stream(normal(sql).split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (statements.stream().anyMatch(statement -> statement.contains(" CONCURRENTLY "))) {
      checkConcurrent(statements);
      return faults;
    }
    statements.forEach(this::check);
    return faults;
  }

  /** One space between words, no comments, no bodies of functions, words of SQL in capitals. */
  private static String normal(String sql) {
    return sql.replaceAll("(?s)\\$\\$.*?\\$\\$", "''")
        .replaceAll("--[^\\n]*", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private void checkConcurrent(List<String> statements) {
    boolean alone = statements.stream().allMatch(it -> IN_CONCURRENT_FILE.matcher(it).matches());
    boolean framed =
        statements.getFirst().equalsIgnoreCase("SET lock_timeout = 0")
            && statements.getLast().equalsIgnoreCase("RESET lock_timeout");
    boolean repeatable =
        statements.stream()
            .map(INDEX::matcher)
            .filter(Matcher::find)
            .map(index -> index.group().split("CONCURRENTLY ")[1].split(" ")[0])
            .allMatch(name -> statements.contains("DROP INDEX CONCURRENTLY IF EXISTS " + name));
    require(
        alone && framed && repeatable,
        "an index is built concurrently in a file of its own: SET lock_timeout = 0; DROP INDEX"
            + " CONCURRENTLY IF EXISTS name; CREATE INDEX CONCURRENTLY name …; RESET"
            + " lock_timeout;");
  }

  private void check(String statement) {
    Matcher table = CREATED.matcher(statement);
    if (table.find()) {
      created.add(table.group(1));
      return;
    }
    Matcher index = INDEX.matcher(statement);
    if (index.find()) {
      require(
          created.contains(index.group(2)),
          "an index on a table that is in use is built with CREATE INDEX CONCURRENTLY, in a file of"
              + " its own");
    }
    Matcher altered = ALTERED.matcher(statement);
    if (altered.find() && !created.contains(altered.group(1))) {
      checkAltered(altered.group(2));
    }
    require(
        !REMOVES.matcher(statement).find() || sql.contains("-- contract: "),
        "what is dropped or renamed is missed by servers of the release before: leave it, or say in"
            + " a line '-- contract: ' since which release nothing uses it");
    require(
        !statement.matches("(?i)^(UPDATE|DELETE) .*") || sql.contains("-- few rows: "),
        "rows of a large table are changed in batches by the server; for a small one say"
            + " '-- few rows: ' and why");
    require(
        !statement.matches("(?i)^(LOCK|TRUNCATE|CLUSTER|VACUUM|REINDEX|REFRESH) .*"),
        "whole tables are not locked or written anew while servers work");
  }

  private void checkAltered(String how) {
    Matcher notNull = NOT_NULL.matcher(how);
    while (notNull.find()) {
      String column = notNull.group(1);
      require(
          earlier.contains(column + " IS NOT NULL") && earlier.contains("VALIDATE CONSTRAINT"),
          "SET NOT NULL reads the whole table under its lock: first ADD CONSTRAINT … CHECK ("
              + column
              + " IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT in a later file, then this in"
              + " one after that");
    }
    String words = how.toUpperCase(Locale.ROOT);
    require(
        !words.matches(".*\\bADD (CONSTRAINT \\S+ )?(CHECK|FOREIGN KEY)\\b.*")
            || words.contains("NOT VALID"),
        "a constraint is added NOT VALID, and validated in a later file");
    require(
        !words.matches(".*\\bADD (CONSTRAINT \\S+ )?(UNIQUE|PRIMARY KEY|EXCLUDE)\\b.*")
            || words.contains("USING INDEX"),
        "a key is added USING INDEX, of a unique index that was built concurrently");
    require(
        !words.contains("VALIDATE CONSTRAINT")
            || !normal(sql).toUpperCase(Locale.ROOT).contains("NOT VALID"),
        "a constraint is validated in a later file than it is added in: the lock is kept until the"
            + " end of the file");
    require(
        !words.matches(".*\\bALTER (COLUMN )?\\S+ (SET DATA )?TYPE\\b.*"),
        "a change of type writes the whole table anew: add a column, fill it, use it, drop the old"
            + " one in a later release");
    if (ADDED.matcher(how).find()) {
      require(
          !words.contains("NOT NULL") || words.contains("DEFAULT"),
          "a column that is added is nullable or has a default: servers of the release before write"
              + " none");
      require(
          !VOLATILE.matcher(how).find(),
          "such a default writes the whole table anew: add the column without it");
    }
  }

  private void require(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }
}
