package io.floodgate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.floodgate.db.Migrations;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may touch whom: the table of rooms in {@code docs/architecture.md}, as a rule each. */
class ArchitectureTest {

  private static final String ROOT = "io.floodgate";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final String VERTX = "io.vertx.core..";
  private static final String SQL = "io.vertx.sqlclient..";
  private static final String REDIS = "io.vertx.redis.client..";
  private static final String KAFKA = "org.apache.kafka..";
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String MICROMETER = "io.micrometer..";
  private static final String LOG = "org.slf4j..";

  /** What a room may touch, beside the JDK and itself; what is not named, it may not. */
  private static final Map<String, String[]> ROOMS = new LinkedHashMap<>();

  static {
    room("base");
    room("json", "base", JACKSON);
    room("config", "base", "org.yaml.snakeyaml..");
    room("bus", "base", "trace", VERTX);
    room("log", "config", "ch.qos.logback..", LOG);
    room("trace", "config", "io.opentelemetry..", LOG);
    room("schedule", VERTX, LOG);
    room(
        "db",
        "base",
        "config",
        "schedule",
        "trace",
        VERTX,
        SQL,
        "io.vertx.pgclient..",
        "org.flywaydb..",
        "org.slf4j..");
    room("redis", "base", "config", VERTX, REDIS, LOG);
    room("kafka", "base", "config", "trace", VERTX, KAFKA, LOG);
    room("outbox", "base", "bus", "json", "db", "config", "kafka", "schedule", VERTX, SQL, LOG);
    room("idempotency", "base", "config", "json", "db", "schedule", VERTX, SQL);
    room("user", "base");
    domain("point", "user");
    domain("product");
    domain("coupon", "json", "user", "redis", "kafka", REDIS, LOG);
    domain("order", "point", "product", "coupon", "user", LOG);
    domain("ranking", "json", "product", "order", "redis", "kafka", REDIS, LOG);
    room(
        "webhook",
        "base",
        "json",
        "config",
        "outbox",
        "kafka",
        "schedule",
        VERTX,
        "javax.crypto..",
        LOG);
    room(
        "ops",
        "base",
        "bus",
        "config",
        "schedule",
        "db",
        "coupon",
        "outbox",
        "ranking",
        "redis",
        "kafka",
        VERTX,
        SQL,
        KAFKA,
        LOG,
        "ch.qos.logback.classic..");
    room("demo", "config", "db");
    room(
        "command",
        "base",
        "json",
        "config",
        "db",
        "redis",
        "kafka",
        "outbox",
        "coupon",
        "ranking",
        "ops",
        "demo",
        "schedule",
        VERTX,
        "picocli..",
        "log",
        LOG);
    room(
        "metrics",
        "db",
        "redis",
        "kafka",
        "coupon",
        "outbox",
        "ranking",
        "webhook",
        "ops",
        "web",
        VERTX,
        "io.vertx.micrometer..",
        "io.netty..",
        MICROMETER);
    room(
        "web",
        "base",
        "bus",
        "json",
        "config",
        "ops",
        "trace",
        "user",
        "coupon",
        "point",
        "product",
        "order",
        "ranking",
        VERTX,
        "io.vertx.ext.web..",
        "io.netty..",
        JACKSON,
        LOG);
  }

  private static void room(String name, String... mayTouch) {
    ROOMS.put(
        name,
        Stream.concat(Stream.of(name, "java.."), Arrays.stream(mayTouch))
            .map(other -> other.contains("..") ? other : ROOT + '.' + other + "..")
            .toArray(String[]::new));
  }

  private static void domain(String name, String... others) {
    room(
        name,
        Stream.concat(
                Stream.of(
                    "base",
                    "bus",
                    "config",
                    "db",
                    "outbox",
                    "idempotency",
                    "schedule",
                    "trace",
                    VERTX,
                    SQL),
                Arrays.stream(others))
            .toArray(String[]::new));
  }

  private static Stream<String> rooms() {
    return ROOMS.keySet().stream();
  }

  private static final String[] DOMAINS =
      Stream.of("base", "outbox", "idempotency", "user", "coupon", "point", "product", "order")
          .map(room -> ROOT + '.' + room + "..")
          .toArray(String[]::new);

  private static final List<String> RULES =
      List.of(
          "coupon.Coupon",
          "coupon.Discount",
          "coupon.IssueBook",
          "coupon.Period",
          "coupon.Terms",
          "coupon.UserCoupon",
          "coupon.Wallet",
          "point.Account",
          "point.Accounts",
          "product.Product",
          "product.Shelf",
          "order.Checkout",
          "order.Order",
          "order.OrderDesk",
          "order.Book",
          "order.Item",
          "order.Payment",
          "order.Refund",
          "outbox.Event",
          "outbox.Moment",
          "outbox.Floor",
          "outbox.Pace",
          "outbox.Place",
          "webhook.Breaker",
          "webhook.Reply",
          "ranking.Applied",
          "ranking.Bucket",
          "ranking.BusinessDays",
          "ranking.Decision",
          "ranking.Snapshot",
          "ranking.Sold",
          "ranking.Sums",
          "ranking.Tally");

  /** A pattern of the names of the rules, with what is nested in them. */
  private static String rules() {
    return ROOT + "\\.(" + String.join("|", RULES).replace(".", "\\.") + ")(\\$.*)?";
  }

  @Test
  void everyRoomIsInTheTable() {
    assertThat(MAIN.getPackage(ROOT).getSubpackages())
        .extracting(JavaPackage::getRelativeName)
        .containsExactlyInAnyOrderElementsOf(ROOMS.keySet());
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void touchesOnlyWhatItMay(String room) {
    classes()
        .that()
        .resideInAPackage(ROOT + '.' + room + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ROOMS.get(room))
        .check(MAIN);
  }

  @Test
  void roomsDependOnEachOtherInNoCircle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void webKnowsDomainsByTheirMessagesViewsAndFailuresAlone() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".web..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(rules())
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(ROOT + "\\.(coupon|point|product|order|ops)\\..*(Table|Verticle)")
        .check(MAIN);
  }

  /** Values in, a decision out. */
  @Test
  void rulesArePlainJava() {
    assertThat(RULES).allMatch(rule -> MAIN.contain(ROOT + '.' + rule));
    noClasses()
        .that()
        .haveNameMatching(rules())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx..",
            "io.netty..",
            "java.sql..",
            "com.fasterxml..",
            "org.slf4j..",
            ROOT + ".db..",
            ROOT + ".json..",
            ROOT + ".config..")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Table")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Verticle")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.util\\..*(Random|UUID).*")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(MAIN);
  }

  @Test
  void tablesKnowNoVerticle() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Table")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Verticle")
        .check(MAIN);
  }

  @Test
  void recordsAreTheMessagesAndNotJsonObjects() {
    noClasses().should().dependOnClassesThat().resideInAPackage("io.vertx.core.json..").check(MAIN);
  }

  @Test
  void moneyIsNeverAFraction() {
    noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(DOMAINS)
        .should()
        .haveRawType(double.class)
        .orShould()
        .haveRawType(float.class)
        .orShould()
        .haveRawType(Double.class)
        .orShould()
        .haveRawType(Float.class)
        .check(MAIN);
  }

  @Test
  void onlyTheProgramItselfBlocks() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".command..")
        .and()
        .areNotAssignableTo(Migrations.class) // which block, and run where that is allowed
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .orShould()
        .callMethod(Future.class, "await")
        .check(MAIN);
  }

  @Test
  void nothingIsPrintedBesideTheLog() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MAIN);
    noClasses().should().callMethod(Throwable.class, "printStackTrace").check(MAIN);
  }

  @Test
  void timeIsAnInstant() {
    noClasses().should().dependOnClassesThat().areAssignableTo(Date.class).check(MAIN);
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    try (Stream<Path> directories = Files.walk(Path.of("src/main/java/io/floodgate"))) {
      assertThat(directories.filter(Files::isDirectory))
          .allMatch(directory -> Files.exists(directory.resolve("package-info.java")));
    }
  }
}
