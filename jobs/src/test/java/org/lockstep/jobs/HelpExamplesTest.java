package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.HelpExamplesRun.Outcome;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every command's {@code --help} shows an example, and the examples run; so do the commands that
 * the documents show.
 *
 * <p>An example is a line of a command's footer that begins with two blanks and the command's full
 * name: {@code " lockstep train conf/digits.conf"}. Its words stand between blanks; there is
 * nothing in it that a shell would have to read. The examples of all commands run one after
 * another, in the order in which {@code lockstep --help} lists the commands, in one folder that is
 * laid out as the repository: conf/ and conf/data, and downloads/ with a folder for each published
 * data set. So those that stand behind {@code train} find runs/digits. The commands of the
 * documents come first ({@link Documents#runnable}). None may need a cluster or the network.
 */
@Tag("spark")
class HelpExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int PICTURES = 20;

  @TempDir private static Path folder;
  private static List<Outcome> outcomes;

  @BeforeAll
  static void runAllInOneFolder(@TempDir Path beside) throws Exception {
    layOut();
    Path result = beside.resolve("outcomes.json");
    List<String> java = new ArrayList<>(JavaProcess.options());
    java.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    java.addAll(List.of(HelpExamplesRun.class.getName(), result.toString(), ROOT.toString()));
    try (JavaProcess process = JavaProcess.start("examples", folder, Map.of(), java)) {
      assertThat(process.await(LONGEST)).as(process::toString).isZero();
    }
    outcomes = new ObjectMapper().readValue(result.toFile(), new TypeReference<>() {});
  }

  /**
   * Copies the shipped examples with fewer epochs, and writes small files of the published sets.
   */
  private static void layOut() throws IOException {
    Path conf = folder.resolve("conf");
    FileUtils.copyDirectory(ROOT.resolve("conf").toFile(), conf.toFile());
    try (Stream<Path> files = Files.list(conf)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".conf")).toList()) {
        Files.writeString(file, "\ntraining.epochs = 2\n", StandardOpenOption.APPEND);
      }
    }
    write("digits/digits.csv", row(",", 65, "7"));
    write("diabetes/diabetes_data_raw.csv", row(" ", 10, "1.5"));
    write("diabetes/diabetes_target.csv", row(" ", 1, "151.0"));
    write("iris/iris.csv", row(",", 5, "1"));
    write("wine/wine_data.csv", row(",", 14, "1"));
    write("breast-cancer/breast_cancer.csv", row(",", 31, "1"));
    Path penguins = folder.resolve("downloads/penguins/penguins.json");
    Files.createDirectories(penguins.getParent());
    Files.writeString(penguins, "[{\"Species\": \"Adelie\", \"Island\": \"Dream\"}]");
    for (String part : List.of("train", "t10k")) {
      idx("fashion-mnist/%s-images-idx3-ubyte".formatted(part), PICTURES, 28, 28);
      idx("fashion-mnist/%s-labels-idx1-ubyte".formatted(part), PICTURES);
    }
  }

  private static String row(String separator, int columns, String value) {
    return Collections.nCopies(columns, value).stream()
        .collect(Collectors.joining(separator, "", "\n"));
  }

  private static void write(String name, String row) throws IOException {
    Path file = folder.resolve("downloads").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, row.repeat(PICTURES));
  }

  /**
   * Bytes of 0 in the format of MNIST: a magic number with the count of sizes, the sizes, bytes.
   */
  private static void idx(String name, int... sizes) throws IOException {
    Path file = folder.resolve("downloads").resolve(name);
    Files.createDirectories(file.getParent());
    try (DataOutputStream to = new DataOutputStream(Files.newOutputStream(file))) {
      to.writeInt(0x0800 + sizes.length);
      int bytes = 1;
      for (int size : sizes) {
        to.writeInt(size);
        bytes *= size;
      }
      to.write(new byte[bytes]);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCommandHasAnExampleInItsHelp() {
    return HelpExamples.commands().stream()
        .map(command -> DynamicTest.dynamicTest(command.qualifiedName(), () -> showsOne(command)));
  }

  private static void showsOne(CommandSpec command) {
    List<String> words = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
    words.add("--help");

    Run help = Run.lockstep(words.subList(1, words.size()).toArray(String[]::new));

    assertThat(help.status()).as("%s", help).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .startsWith("Usage: " + command.qualifiedName())
        .containsPattern("(?m)^Examples?:$")
        .contains("--stacktrace", "--log-level", "--verbose", "--help", "--version");
    assertThat(HelpExamples.of(command)).isNotEmpty();
  }

  @TestFactory
  Stream<DynamicTest> everyShownCommandSucceeds() {
    return outcomes.stream()
        .map(
            outcome ->
                DynamicTest.dynamicTest(
                    outcome.example(),
                    () -> assertThat(outcome.status()).as("%s", outcome).isZero()));
  }
}
