package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code scripts/test --fast} leaves out the tests with the tag {@code spark}. */
class SparkTagTest {
  /** The classes that start a Spark session, or a JVM that opens one. */
  private static final Set<String> STARTERS =
      Set.of(
          "org.lockstep.support.SharedSpark",
          "org.lockstep.support.OwnProcess",
          "org.lockstep.jobs.SharedSpark",
          "org.lockstep.jobs.JavaProcess");

  @Test
  void theTestsThatStartSparkAndNoOthersHaveTheTag() {
    JavaClasses classes =
        new ClassFileImporter()
            .importPaths(Path.of("../trainer/target/test-classes"), Path.of("target/test-classes"));
    Set<String> starting = starting(classes);

    assertThat(tests(classes).filter(SparkTagTest::hasTheTag).map(JavaClass::getName))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            tests(classes).map(JavaClass::getName).filter(starting::contains).toList());
  }

  /** The classes from which a chain of test classes leads to a starter. */
  private static Set<String> starting(JavaClasses classes) {
    Set<String> starting = new HashSet<>(STARTERS);
    Set<String> found = starting;
    while (!found.isEmpty()) {
      found =
          classes.stream()
              .filter(c -> !starting.contains(c.getName()))
              .filter(
                  c ->
                      c.getDirectDependenciesFromSelf().stream()
                          .anyMatch(d -> starting.contains(d.getTargetClass().getName())))
              .map(JavaClass::getName)
              .collect(Collectors.toSet());
      starting.addAll(found);
    }
    return starting;
  }

  private static Stream<JavaClass> tests(JavaClasses classes) {
    return classes.stream().filter(c -> c.isTopLevelClass() && c.getSimpleName().endsWith("Test"));
  }

  private static boolean hasTheTag(JavaClass test) {
    return test.tryGetAnnotationOfType(Tag.class)
        .filter(t -> t.value().equals("spark"))
        .isPresent();
  }
}
