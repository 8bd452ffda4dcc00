package org.lockstep.ml.python;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/** Runs tests of {@code src/test/python} in a process of Python. */
final class PythonProcess {
  static final Path TESTS = Path.of("src", "test", "python").toAbsolutePath();
  private static final Path PACKAGE = Path.of("target", "classes").toAbsolutePath();
  private static final long PATIENCE_SECONDS = 600;

  private PythonProcess() {}

  /** Debian's Python, which has packages that are installed there, or that of the environment. */
  static Optional<String> python() {
    return Stream.of(System.getenv("PYSPARK_PYTHON"), "python3", "/usr/bin/python3")
        .filter(name -> name != null && !name.isEmpty())
        .filter(name -> end(List.of(name, "-c", "import numpy"), Map.of()) == 0)
        .findFirst();
  }

  /** The folders and archives to import PySpark from; none if it is installed or not there. */
  static List<String> pyspark() {
    String home = System.getenv("PYSPARK_HOME");
    if (home == null || home.isEmpty()) {
      return List.of();
    }
    Path folder =
        Stream.of(Path.of(home, "python"), Path.of(home))
            .filter(path -> Files.isDirectory(path.resolve("pyspark")))
            .findFirst()
            .orElseGet(() -> fail("PYSPARK_HOME is %s, which has no pyspark".formatted(home)));
    List<String> paths = new ArrayList<>(List.of(folder.toString()));
    try (Stream<Path> archives = Files.list(folder.resolve("lib"))) {
      archives.map(Path::toString).filter(path -> path.endsWith(".zip")).forEach(paths::add);
    } catch (IOException e) {
      // py4j may be installed
    }
    return paths;
  }

  /** Where Python finds the package, the tests and more. */
  static Map<String, String> environment(List<String> more) {
    return Map.of(
        "PYTHONPATH",
        Stream.concat(more.stream(), Stream.of(PACKAGE.toString(), TESTS.toString()))
            .collect(Collectors.joining(":")),
        "PYTHONDONTWRITEBYTECODE",
        "1");
  }

  /** Whether a program of Python runs to its end. */
  static boolean runs(String python, Map<String, String> environment, String program) {
    return end(List.of(python, "-c", program), environment) == 0;
  }

  private static int end(List<String> command, Map<String, String> environment) {
    try {
      return run(command, environment, Path.of("target", "python-check.txt"));
    } catch (IOException e) {
      return -1;
    }
  }

  /** Runs a command to its end, and returns its status. */
  static int run(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    Files.createDirectories(output.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return fail("%s runs for more than %d s".formatted(command, PATIENCE_SECONDS));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IllegalStateException(e);
    }
  }

  /** Runs the tests of a module, and gives one for each. */
  static List<DynamicTest> tests(String python, Map<String, String> environment, String module)
      throws IOException {
    Path results = Path.of("target", module + "-results.txt");
    Path output = Path.of("target", module + "-output.txt");
    Files.deleteIfExists(results);
    List<String> command =
        List.of(
            python,
            TESTS.resolve("run_tests.py").toString(),
            results.toAbsolutePath().toString(),
            module);
    int status = run(command, environment, output);
    List<DynamicTest> tests = new ArrayList<>();
    if (status != 0) {
      tests.add(
          DynamicTest.dynamicTest(
              "runs to its end",
              () -> fail("status %d: %s".formatted(status, Files.readString(output)))));
    }
    if (Files.exists(results)) {
      Files.readAllLines(results).stream().map(PythonProcess::test).forEach(tests::add);
    }
    return tests;
  }

  private static DynamicTest test(String line) {
    String[] fields = line.split("\t", -1);
    String name = fields[0].replaceFirst("\\.test_", ": ").replace('_', ' ');
    return DynamicTest.dynamicTest(
        name,
        () -> {
          String reason = fields[2].replace("\\n", "\n").replace("\\\\", "\\");
          Assumptions.assumeFalse(fields[1].equals("skipped"), reason);
          if (!fields[1].equals("passed")) {
            fail(reason);
          }
        });
  }

  /** The names of the tests of a module, to see that they ran. */
  static List<String> names(List<DynamicTest> tests) {
    return tests.stream().map(DynamicTest::getDisplayName).toList();
  }
}
