package io.floodgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key that is marked as live is one: whoever reads it asks for it when it is needed, and keeps
 * neither its value nor its record. What this cannot see, tests of the single parts show.
 */
class LiveKeysTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.floodgate");

  /** Begins everything, by the configuration of the start. */
  private static final String WIRING = "io.floodgate.Backend";

  /** Is made anew for each request, by the values of that moment. */
  private static final String EXCHANGE = "io.floodgate.web.Exchange";

  /** What runs once, when a part begins. */
  private static final Set<String> BEGINNINGS = Set.of("<init>", "<clinit>", "start", "deployAll");

  /** Records of the configuration, by name, that hold live keys, themselves or below. */
  private static final Set<String> LIVE_RECORDS =
      Stream.of(Config.class.getDeclaredClasses())
          .filter(Class::isRecord)
          .filter(record -> liveComponents(record).findAny().isPresent())
          .map(Class::getName)
          .collect(Collectors.toSet());

  private static Stream<RecordComponent> liveComponents(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .filter(component -> component.isAnnotationPresent(Live.class));
  }

  private static Stream<RecordComponent> components() {
    return Stream.of(Config.class.getDeclaredClasses())
        .filter(Class::isRecord)
        .flatMap(LiveKeysTest::liveComponents);
  }

  /** Calls of the records' methods, by record and name. */
  private static final Map<String, List<JavaMethodCall>> READS =
      MAIN.stream()
          .filter(reader -> !reader.getPackageName().equals("io.floodgate.config"))
          .flatMap(reader -> reader.getMethodCallsFromSelf().stream())
          .filter(call -> call.getTargetOwner().getName().startsWith(Config.class.getName() + "$"))
          .collect(
              Collectors.groupingBy(
                  call -> call.getTargetOwner().getName() + '.' + call.getTarget().getName()));

  private static List<JavaMethodCall> readsOf(RecordComponent component) {
    return READS.getOrDefault(
        component.getDeclaringRecord().getName() + '.' + component.getName(), List.of());
  }

  @ParameterizedTest
  @MethodSource("components")
  void isReadWhereItIsNeededAndNotWhenItsReaderBegins(RecordComponent component) {
    List<JavaMethodCall> reads = readsOf(component);

    assertThat(reads).as("somebody reads it").isNotEmpty();
    assertThat(reads)
        .filteredOn(call -> !call.isDeclaredInLambda()) // which is called when it is needed
        .filteredOn(call -> !call.getOriginOwner().getFullName().equals(EXCHANGE))
        .extracting(JavaMethodCall::getOrigin)
        .extracting(JavaCodeUnit::getName)
        .doesNotContainAnyElementsOf(BEGINNINGS);
  }

  @ParameterizedTest
  @MethodSource("components")
  void isReadByNobodyWhoKeepsItsRecord(RecordComponent component) {
    List<JavaClass> readers =
        readsOf(component).stream()
            .map(JavaMethodCall::getOriginOwner)
            .filter(reader -> !reader.getFullName().equals(WIRING))
            .toList();

    assertThat(readers)
        .allSatisfy(
            reader ->
                assertThat(reader.getFields())
                    .extracting(JavaField::getRawType)
                    .extracting(JavaClass::getName)
                    .as(reader.getName() + " keeps no record of the configuration")
                    .doesNotContain(Config.class.getName())
                    .doesNotContainAnyElementsOf(LIVE_RECORDS));
  }
}
