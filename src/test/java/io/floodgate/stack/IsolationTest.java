package io.floodgate.stack;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.floodgate.local.EmbeddedStack;
import io.floodgate.server.Database;
import io.floodgate.server.TestServer;
import io.vertx.redis.client.Command;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Integration tests run several classes at a time, on the same stores. */
class IsolationTest {

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages("io.floodgate");

  private static final DescribedPredicate<JavaAnnotation<?>> OWNS_KAFKA =
      describe("the lock of kafka", annotation -> locksKafka(annotation, "READ_WRITE"));

  private static final DescribedPredicate<JavaAnnotation<?>> SHARES_KAFKA =
      describe(
          "a lock of kafka",
          annotation -> locksKafka(annotation, "READ") || locksKafka(annotation, "READ_WRITE"));

  private static boolean locksKafka(JavaAnnotation<?> annotation, String mode) {
    return annotation.getRawType().isEquivalentTo(ResourceLock.class)
        && annotation.get("value").equals(Optional.of("kafka"))
        && annotation
            .get("mode")
            .map(it -> ((JavaEnumConstant) it).name().equals(mode))
            .orElse(false);
  }

  private static boolean calls(JavaClass test, Class<?> owner, Set<String> methods) {
    return test.getMethodCallsFromSelf().stream()
        .anyMatch(
            call ->
                call.getTargetOwner().isEquivalentTo(owner)
                    && methods.contains(call.getTarget().getName()));
  }

  private static boolean reads(JavaClass test, Class<?> owner, String field) {
    return test.getFieldAccessesFromSelf().stream()
        .anyMatch(
            access ->
                access.getTargetOwner().isEquivalentTo(owner)
                    && access.getTarget().getName().equals(field));
  }

  @Test
  void whoeverDisturbsPostgresOrRedisRunsAlone() {
    classes()
        .that(
            describe(
                "stop, pause or empty PostgreSQL or Redis",
                test ->
                    test.getSimpleName().endsWith("IT")
                        && (reads(test, Command.class, "FLUSHALL")
                            || calls(test, Stack.class, Set.of("embedded"))
                                && calls(test, EmbeddedStack.class, Set.of("postgres", "redis")))))
        .should()
        .beAnnotatedWith(Isolated.class)
        .check(TESTS);
  }

  @Test
  void whoeverDisturbsKafkaHasItForItself() {
    classes()
        .that(
            describe(
                "stop or pause Kafka",
                test ->
                    calls(test, Stack.class, Set.of("embedded"))
                        && calls(test, EmbeddedStack.class, Set.of("kafka"))))
        .should()
        .beAnnotatedWith(Isolated.class)
        .orShould()
        .beAnnotatedWith(OWNS_KAFKA)
        .check(TESTS);
  }

  @Test
  void whoeverUsesKafkaSaysSo() {
    classes()
        .that(
            describe(
                "are integration tests with Kafka",
                test ->
                    test.getSimpleName().endsWith("IT")
                        && (reads(test, Need.class, "KAFKA")
                            || calls(test, Database.class, Set.of("freshWithKafka"))
                            || calls(test, TestServer.class, Set.of("startWithKafka")))))
        .should()
        .beAnnotatedWith(Isolated.class)
        .orShould()
        .beAnnotatedWith(SHARES_KAFKA)
        .check(TESTS);
  }
}
