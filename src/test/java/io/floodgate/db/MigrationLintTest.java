package io.floodgate.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationLintTest {

  /** They were there before anybody ran them under traffic. */
  private static final int FIRST_CHECKED = 5;

  private static List<Path> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files.sorted(Comparator.comparingInt(MigrationLintTest::version)).toList();
    }
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"));
  }

  @Test
  void noMigrationStopsServersThatWork() throws IOException {
    StringBuilder earlier = new StringBuilder();
    List<Path> all =
        Stream.concat(
                files("src/main/resources/db/migration").stream(),
                files("src/test/resources/db/next").stream())
            .toList();
    for (Path file : all) {
      String sql = Files.readString(file);
      if (version(file) >= FIRST_CHECKED) {
        assertThat(MigrationLint.faults(sql, earlier.toString()))
            .as("%s; see docs/migrations.md", file)
            .isEmpty();
      }
      earlier.append(sql).append('\n');
    }
    assertThat(all).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE INDEX a ON orders (b);|CREATE INDEX CONCURRENTLY",
        "CREATE UNIQUE INDEX a ON orders (b);|CREATE INDEX CONCURRENTLY",
        "CREATE INDEX CONCURRENTLY a ON orders (b);|SET lock_timeout = 0",
        "SET lock_timeout = 0; CREATE INDEX CONCURRENTLY a ON orders (b); RESET lock_timeout;|DROP"
            + " INDEX",
        "SET lock_timeout = 0; DROP INDEX CONCURRENTLY IF EXISTS a; CREATE INDEX CONCURRENTLY a ON"
            + " orders (b);|RESET",
        "ALTER TABLE orders ALTER COLUMN b SET NOT NULL;|NOT VALID",
        "ALTER TABLE orders ADD CONSTRAINT c CHECK (b > 0);|NOT VALID",
        "ALTER TABLE orders ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES users (id);|NOT VALID",
        "ALTER TABLE orders ADD CONSTRAINT c CHECK (b > 0) NOT VALID; ALTER TABLE orders VALIDATE"
            + " CONSTRAINT c;|a later file",
        "ALTER TABLE orders ADD CONSTRAINT c UNIQUE (b);|USING INDEX",
        "ALTER TABLE orders ALTER COLUMN b TYPE bigint;|anew",
        "ALTER TABLE orders ADD COLUMN b int NOT NULL;|nullable",
        "ALTER TABLE orders ADD COLUMN b uuid DEFAULT gen_random_uuid();|anew",
        "ALTER TABLE orders DROP COLUMN b;|-- contract: ",
        "ALTER TABLE orders RENAME COLUMN b TO c;|-- contract: ",
        "ALTER TABLE orders RENAME TO c;|-- contract: ",
        "DROP TABLE orders;|-- contract: ",
        "UPDATE orders SET b = 1;|batches",
        "LOCK TABLE orders;|locked",
        "TRUNCATE audit;|locked"
      })
  void saysWhatToDoInstead(String sql, String advice) {
    assertThat(MigrationLint.faults(sql, "")).singleElement().asString().contains(advice);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders ADD COLUMN b text;",
        "ALTER TABLE orders ADD COLUMN b int NOT NULL DEFAULT 0;",
        "CREATE TABLE a (b int PRIMARY KEY CHECK (b > 0)); CREATE INDEX c ON a (b);",
        "ALTER TABLE orders ADD CONSTRAINT c CHECK (b > 0) NOT VALID;",
        "ALTER TABLE orders VALIDATE CONSTRAINT c;",
        "ALTER TABLE orders ADD CONSTRAINT c UNIQUE USING INDEX d;",
        "-- contract: nothing reads it since 0.2\nALTER TABLE orders DROP COLUMN b;",
        "-- few rows: eight shards\nUPDATE outbox_shard SET sequence = sequence;",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ UPDATE orders SET b = 1; $$;"
      })
  void allowsWhatServersDoNotNotice(String sql) {
    assertThat(MigrationLint.faults(sql, "")).isEmpty();
  }

  @Test
  void allowsNotNullOnceACheckWasValidated() {
    assertThat(
            MigrationLint.faults(
                "ALTER TABLE orders ALTER COLUMN b SET NOT NULL;",
                "ALTER TABLE orders ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID;\n"
                    + "ALTER TABLE orders VALIDATE CONSTRAINT c;"))
        .isEmpty();
  }
}
