package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.jdk.javaapi.CollectionConverters;

/** Every command that a document or a help text shows is run by a test, or says why not. */
class ShownCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TESTS_OF_MAVEN = Pattern.compile("-D(?:it\\.)?test=(\\S+)");
  private static final Pattern MODULE_OF_MAVEN = Pattern.compile("-pl (\\S+)");

  /** The commands that {@link HelpExamplesTest} runs. */
  private static final Set<List<String>> RUN_WITH_THE_EXAMPLES = new HashSet<>();

  @BeforeAll
  static void findTheExamples() {
    RUN_WITH_THE_EXAMPLES.addAll(HelpExamples.all(ROOT));
  }

  static Set<String> shown() {
    return ShownCommands.all(ROOT);
  }

  static Stream<String> shownForMaven() {
    return shown().stream().filter(ShownCommandsTest::selectsTests);
  }

  static Stream<String> shownForSpark() {
    return shown().stream().filter(command -> command.startsWith("spark-submit "));
  }

  private static boolean selectsTests(String command) {
    return command.startsWith("mvn ") && TESTS_OF_MAVEN.matcher(command).find();
  }

  private static boolean isRunWithTheExamples(String command) {
    return (command.startsWith("lockstep ") || command.startsWith("scripts/lockstep "))
        && RUN_WITH_THE_EXAMPLES.contains(Documents.command(command));
  }

  @Test
  void everyShownCommandIsRunByATestOrSaysWhyNot() {
    Set<String> others =
        shown().stream()
            .filter(command -> !isRunWithTheExamples(command) && !selectsTests(command))
            .collect(Collectors.toSet());
    Map<String, String> listed = new HashMap<>(ShownCommands.RUN_BY);
    listed.putAll(ShownCommands.NOT_RUN);

    assertThat(listed).hasSize(ShownCommands.RUN_BY.size() + ShownCommands.NOT_RUN.size());
    assertThat(listed.keySet()).containsExactlyInAnyOrderElementsOf(others);
  }

  @Test
  void theTestsThatRunThemExist() {
    assertThat(ShownCommands.RUN_BY.values())
        .allSatisfy(
            test ->
                assertThatCode(
                        () ->
                            Class.forName(
                                ShownCommands.class.getPackageName() + "." + test,
                                false,
                                ShownCommands.class.getClassLoader()))
                    .doesNotThrowAnyException());
  }

  /** They are run by being tests. */
  @ParameterizedTest
  @MethodSource("shownForMaven")
  void mavenFindsTheTestsThatACommandNames(String command) {
    Matcher module = MODULE_OF_MAVEN.matcher(command);
    List<String> modules =
        module.find() ? List.of(module.group(1).split(",", -1)) : List.of("trainer", "jobs");
    Matcher tests = TESTS_OF_MAVEN.matcher(command);
    assertThat(tests.find()).isTrue();

    for (String test : tests.group(1).split(",", -1)) {
      assertThat(modules).as(test).anyMatch(name -> hasTest(name, test));
    }
    boolean isFoundInEachModule =
        modules.size() == 1 && !command.contains(" -am ") || tests.group().startsWith("-Dit.");
    assertThat(isFoundInEachModule || command.contains(" -Dsurefire.failIfNoSpecifiedTests=false"))
        .as("whether Maven goes past a module without the test")
        .isTrue();
  }

  private static boolean hasTest(String module, String test) {
    try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
      return files.anyMatch(file -> file.endsWith(test + ".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By Spark's own parser; {@link DocumentsTest} parses what follows the jar. */
  @ParameterizedTest
  @MethodSource("shownForSpark")
  void sparkSubmitTakesTheOptions(String command) {
    List<String> words = Arrays.asList(command.split(" ", -1));
    SparkSubmitArguments parsed =
        new SparkSubmitArguments(
            CollectionConverters.asScala(words.subList(1, words.size())).toSeq(),
            SparkSubmitArguments.$lessinit$greater$default$2());

    assertThat(parsed.mainClass()).isEqualTo(Main.class.getName());
    assertThat(parsed.primaryResource()).endsWith("jobs/target/lockstep.jar");
    assertThat(CollectionConverters.asJava(parsed.childArgs()))
        .containsExactlyElementsOf(Documents.command(command));
  }
}
