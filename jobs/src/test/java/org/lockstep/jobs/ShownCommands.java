package org.lockstep.jobs;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every command that the documents, the {@code --help} of a command or that of a script shows, and
 * the test that runs it.
 *
 * <p>{@link HelpExamplesTest} runs all commands of Lockstep that stand without a placeholder in a
 * document or an example; it finds them by itself. The others are listed here.
 */
final class ShownCommands {
  /** The commands that a test runs, each with the name of its class in this package. */
  static final Map<String, String> RUN_BY =
      Map.ofEntries(
          entry("scripts/train", "ScriptsIT"),
          entry("scripts/train --set training.seed=2", "ScriptsIT"),
          entry(
              "scripts/train --set training.kernel=portable --set output=runs/portable",
              "ScriptsIT"),
          entry("scripts/train conf/diabetes.conf --set output=runs/d1", "ScriptsIT"),
          entry("scripts/build", "ScriptsIT"),
          entry("source <(scripts/lockstep completion)", "ScriptsIT"),
          entry("scripts/lockstep completion >> ~/.bashrc", "ScriptsIT"),
          // With a master, a settings file and a folder of their own.
          entry(
              "spark-submit --master spark://HOST:7077 --class org.lockstep.jobs.Main"
                  + " jobs/target/lockstep.jar train CONF --set output=hdfs:///models/first",
              "ClusterIT"),
          // In their short form.
          entry("scripts/benchmark kernel", "BenchmarkIT"),
          entry("scripts/benchmark scorer", "BenchmarkIT"),
          entry("scripts/benchmark listeners", "BenchmarkIT"),
          entry("scripts/test-faults", "FaultsIT"));

  private static final String RUNS_TESTS = "runs the tests, among them the one that would run it";
  private static final String MEASURES = "measures for minutes on a machine that does nothing else";
  private static final String NAMESPACES =
      "lays out network namespaces as root, and measures for minutes";

  /** The commands that no test runs, each with the reason. */
  static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          entry("scripts/test", RUNS_TESTS),
          entry("scripts/test --fast", RUNS_TESTS),
          entry("mvn spotless:apply", "rewrites the sources; every build checks their format"),
          entry(
              "scripts/lockstep train conf/fashion-mnist.conf --set training.kernel=portable --set"
                  + " training.epochs=2 --set output=RUN",
              "needs the data of scripts/fetch-fashion-mnist"),
          entry("scripts/fetch-fashion-mnist", "downloads 31 MB; DatasetsTest reads such files"),
          entry(
              "scripts/test-arm", "downloads 120 MB; SameBitsTest compares with the same digests"),
          entry(
              "scripts/test-spark 4.0.1",
              "downloads 300 MB; SparkVersionIT runs the jar on the Spark of the build"),
          entry("scripts/make-datasets", "downloads the sources; DatasetsTest converts such files"),
          entry("scripts/benchmark all", "measures for two hours"),
          entry("scripts/benchmark peers", "installs PyTorch as root, and measures for 25 minutes"),
          entry("scripts/benchmark transform", MEASURES),
          entry("scripts/benchmark iteration", MEASURES),
          entry("scripts/benchmark layers", MEASURES),
          entry("scripts/benchmark checkpoints", MEASURES),
          entry("scripts/benchmark determinism", MEASURES),
          entry("scripts/benchmark growth", MEASURES),
          entry("scripts/benchmark startup", MEASURES),
          entry("scripts/benchmark spill", MEASURES),
          entry("scripts/benchmark hosts", NAMESPACES),
          entry("scripts/benchmark links", NAMESPACES));

  /** A line of code blocks and help texts that is a command for a shell. */
  private static final Pattern COMMAND =
      Pattern.compile("(?:scripts/|lockstep |mvn |spark-submit |source ).*");

  /** The first words of the code blocks that are not for a shell: Java, Python and drawings. */
  private static final Pattern NOT_FOR_A_SHELL =
      Pattern.compile("(?:\\w+ \\{|var |Scorer |from \\S+ import |import |const |driver |ml ).*");

  private static final Pattern PROMPT = Pattern.compile("\\$ .*");

  private ShownCommands() {}

  /** Every shown command, once. */
  static Set<String> all(Path root) {
    Set<String> all = new LinkedHashSet<>();
    for (Documents.Page page : Documents.pages(root)) {
      page.blocks().forEach(block -> all.addAll(commands(block)));
      page.spans().stream().filter(span -> isCommand(root, span)).forEach(all::add);
    }
    HelpExamples.commands().forEach(command -> all.addAll(commands(command)));
    all.addAll(commandsOfScripts(root));
    return all;
  }

  /**
   * The commands of a code block, whose first line is one if it is for a shell: those with a prompt
   * if the first has it, between which stands what they print, otherwise all lines.
   *
   * @throws AssertionError if a line is of no known kind
   */
  private static List<String> commands(List<String> block) {
    String first = block.get(0);
    if (PROMPT.matcher(first).matches()) {
      return block.stream()
          .filter(line -> PROMPT.matcher(line).matches())
          .map(line -> line.substring(2))
          .toList();
    }
    if (NOT_FOR_A_SHELL.matcher(first).matches()) {
      return List.of();
    }
    for (String line : block) {
      if (!COMMAND.matcher(line).matches()) {
        throw new AssertionError(
            "'%s' is of no kind that ShownCommands knows; add its program there".formatted(line));
      }
    }
    return block;
  }

  /** Whether inline code is a whole command: no mention of a program, and no synopsis. */
  private static boolean isCommand(Path root, String span) {
    if (Documents.hasPlaceholder(span) || !COMMAND.matcher(span).matches()) {
      return false;
    }
    return span.startsWith("scripts/")
        ? Files.isRegularFile(root.resolve(span.split(" ", -1)[0]))
            && !span.equals("scripts/lockstep")
        : !Documents.NAME_OF_COMMAND.matcher(span).matches();
  }

  private static List<String> commands(CommandSpec command) {
    return Stream.of(command.usageMessage().description(), command.usageMessage().footer())
        .flatMap(HelpExamples::whole)
        .filter(line -> line.startsWith("  "))
        .map(String::strip)
        .filter(line -> COMMAND.matcher(line).matches())
        .toList();
  }

  private static List<String> commandsOfScripts(Path root) {
    List<String> commands = new ArrayList<>();
    try (Stream<Path> scripts = Files.list(root.resolve("scripts"))) {
      for (Path script : scripts.filter(Files::isRegularFile).sorted().toList()) {
        Files.readString(script)
            .lines()
            .filter(line -> line.startsWith("  scripts/"))
            .map(String::strip)
            .forEach(commands::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return commands;
  }
}
