package io.floodgate.stack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.redis.client.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Integration tests run several classes at a time, on the same stores. */
class IsolationTest {

  private static final DescribedPredicate<JavaClass> DISTURB_STORES =
      DescribedPredicate.describe(
          "stop, pause or empty stores",
          test ->
              test.getMethodCallsFromSelf().stream()
                      .anyMatch(
                          call ->
                              call.getTargetOwner().isEquivalentTo(Stack.class)
                                  && call.getTarget().getName().equals("embedded"))
                  || test.getFieldAccessesFromSelf().stream()
                      .anyMatch(
                          access ->
                              access.getTargetOwner().isEquivalentTo(Command.class)
                                  && access.getTarget().getName().equals("FLUSHALL")));

  @Test
  void whoeverDisturbsStoresRunsAlone() {
    classes()
        .that(DISTURB_STORES)
        .should()
        .beAnnotatedWith(Isolated.class)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("io.floodgate"));
  }
}
