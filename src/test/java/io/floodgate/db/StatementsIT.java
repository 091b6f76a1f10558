package io.floodgate.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.product.ProductTable;
import io.floodgate.stack.Need;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StatementsIT {

  private static final Pattern STATEMENT =
      Pattern.compile("^(SELECT|INSERT|UPDATE|DELETE|WITH)\\b.*", Pattern.DOTALL);

  /**
   * A table that is read along an index, from its one end to the other unless a condition follows.
   */
  private static final Pattern WALKED = Pattern.compile("Index (Only )?Scan");

  /** Every constant of the classes that hold SQL, by where it stands. */
  private static Map<String, String> statements() throws IllegalAccessException {
    Map<String, String> statements = new TreeMap<>();
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.floodgate");
    for (JavaClass type : classes) {
      if (type.getSimpleName().endsWith("Table") || type.isEquivalentTo(IdRanges.class)) {
        for (Field field : type.reflect().getDeclaredFields()) {
          if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
            field.setAccessible(true);
            String value = (String) field.get(null);
            if (STATEMENT.matcher(value).matches()) {
              statements.put(type.getSimpleName() + '.' + field.getName(), value);
            }
          }
        }
      }
    }
    for (String list : ProductTable.listStatements()) {
      statements.put("ProductTable list " + list.substring(list.indexOf("ORDER BY")), list);
    }
    return statements;
  }

  @Test
  void allFitTheMigratedSchema() throws IllegalAccessException {
    Map<String, String> statements = statements();
    assertThat(statements.keySet())
        .contains("OrderTable.INSERT", "IdRanges.TAKE", "AuditTable.INSERT", "PointTable.LOCK")
        .hasSizeGreaterThan(35);
    assertAllFit(Sql.on(Stack.shared().freshDatabase()));
  }

  /** Servers of this version may work on it until somebody migrates. */
  @Test
  void allFitTheOldestSchemaThatServersStartOn() throws IllegalAccessException {
    Endpoints server = Stack.shared().start(Need.POSTGRES);
    Endpoints oldest =
        server.withDatabase("oldest_" + UUID.randomUUID().toString().replace("-", ""));
    String name = oldest.postgres().database();
    Sql.on(server).run("CREATE DATABASE " + name + " TEMPLATE template0");
    try {
      new Migrations(StackConfig.of(oldest, List.of(), Map.of()).postgres())
          .upTo(Migrations.OLDEST)
          .run();
      assertAllFit(Sql.on(oldest));
    } finally {
      Sql.on(server).run("DROP DATABASE " + name + " WITH (FORCE)");
    }
  }

  private static void assertAllFit(Sql sql) throws IllegalAccessException {
    assertThat(statements())
        .allSatisfy(
            (name, statement) ->
                assertThatCode(() -> sql.run("PREPARE it AS " + statement))
                    .as(name)
                    .doesNotThrowAnyException());
  }

  /** What is planned while the tables are empty is carried out when they are full. */
  @Test
  void noneReadsAWholeTableAsPlannedForAnEmptyOne() throws Exception {
    Endpoints.Postgres to = Stack.shared().freshDatabase().postgres();
    // Statements with open parameters can be explained in the simple protocol alone.
    String url = to.jdbcUrl() + "?preferQueryMode=simple";
    Map<String, String> scans = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url, to.user(), to.password());
        Statement explain = connection.createStatement()) {
      // Older ones cannot explain a statement whose parameters are open.
      assumeThat(connection.getMetaData().getDatabaseMajorVersion()).isGreaterThanOrEqualTo(16);
      for (Map.Entry<String, String> setting : Database.BY_KEY.entrySet()) {
        explain.execute("SET " + setting.getKey() + " = " + setting.getValue());
      }
      for (Map.Entry<String, String> statement : statements().entrySet()) {
        try (ResultSet plan =
            explain.executeQuery("EXPLAIN (GENERIC_PLAN) " + statement.getValue())) {
          String before = "";
          while (plan.next()) {
            String line = plan.getString(1).strip();
            if (line.contains("Seq Scan")) {
              scans.put(statement.getKey(), line);
            }
            if (WALKED.matcher(before).find() && !line.contains("Index Cond")) {
              scans.put(statement.getKey(), before);
            }
            before = line;
          }
          if (WALKED.matcher(before).find()) {
            scans.put(statement.getKey(), before);
          }
        }
      }
    }
    // A list is read along its index, as far as its page; the two beginnings of statements have no
    // condition of their own.
    scans
        .keySet()
        .removeIf(
            name ->
                name.startsWith("ProductTable list ")
                    || Set.of("OrderTable.SELECT", "PaymentTable.SELECT").contains(name));
    // Sixty-four rows for ever, a sequence, and statements that are rare and mean the whole table,
    // or whether there is a row in it.
    assertThat(scans)
        .containsOnlyKeys(
            "IdRanges.TAKE",
            "ProductTable.COUNT",
            "OutboxTable.HAS_UNSENT",
            "OutboxTable.REMOVABLE",
            "RelayTable.BACKLOG",
            "RelayTable.REPUBLISH_ONE",
            "RelayTable.REPUBLISH_RANGE",
            "RelayTable.MARK");
  }
}
