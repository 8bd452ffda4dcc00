package org.lockstep.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Installation.JAR;
import static org.lockstep.jobs.Installation.ROOT;
import static org.lockstep.jobs.Installation.SPARK_HOME;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands for a shell that the documents show, typed into bash in a folder that is laid out as
 * the repository: its scripts and examples, with shorter trainings, and the jar newer than the
 * sources, so that nothing is built but the class archive.
 */
@Tag("cluster")
@Timeout(300)
class ScriptsIT {
  private static final long LONGEST_MINUTES = 4;

  @TempDir private static Path root;
  @TempDir private static Path home;

  @BeforeAll
  static void layOut() throws IOException {
    FileUtils.copyDirectory(ROOT.resolve("scripts").toFile(), root.resolve("scripts").toFile());
    FileUtils.copyDirectory(ROOT.resolve("conf").toFile(), root.resolve("conf").toFile());
    for (String example : List.of("digits", "diabetes")) {
      Files.writeString(
          root.resolve("conf/" + example + ".conf"),
          "\ntraining.epochs = 2\n",
          StandardOpenOption.APPEND);
    }
    Files.createFile(root.resolve("pom.xml"));
    for (String module : List.of("trainer", "jobs")) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.createFile(root.resolve(module).resolve("pom.xml"));
    }
    Path target = Files.createDirectories(root.resolve("jobs/target"));
    Files.createDirectories(target.resolve("dist"));
    Files.createSymbolicLink(target.resolve("spark"), SPARK_HOME.toRealPath());
    Files.createSymbolicLink(target.resolve("lockstep.jar"), JAR.toRealPath());
  }

  private static Stream<String> commands() {
    return ShownCommands.RUN_BY.entrySet().stream()
        .filter(command -> command.getValue().equals(ScriptsIT.class.getSimpleName()))
        .map(Map.Entry::getKey)
        .sorted();
  }

  static Stream<String> trainings() {
    return commands().filter(command -> command.startsWith("scripts/train"));
  }

  static Stream<String> others() {
    return commands().filter(command -> !command.startsWith("scripts/train"));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void aShownTrainingWritesAModel(String command) throws Exception {
    assertThat(bash(command)).containsPattern("(?m)^model  runs/\\w+$").containsPattern("digest  ");
  }

  @ParameterizedTest
  @MethodSource("others")
  void everyOtherShownCommandSucceeds(String command) throws Exception {
    bash(command);
  }

  @Test
  void theSourcedCompletionCompletesACommand() throws Exception {
    String completed =
        bash(
            "source <(scripts/lockstep completion)\n"
                + "COMP_WORDS=(lockstep tr) COMP_CWORD=1\n"
                + "_complete_lockstep || true # compopt fails outside of the Tab key\n"
                + "echo \"${COMPREPLY[@]}\"\n");

    assertThat(completed.strip()).isEqualTo("train");
  }

  @Test
  void hostsAreRefusedInOneLineWhereTheirToolsAreMissing() throws Exception {
    String said = bash("if PATH=/none \"$BASH\" scripts/hosts check 2>&1; then echo laid out; fi");

    assertThat(said).matches("scripts/hosts: [^\n]+; (run it as root|install Debian's iproute2)\n");
  }

  private static String options(String command) {
    String options = "-Xmx1g " + JavaProcess.compilerAndCollector();
    return command.contains("portable") ? options + " " + JavaProcess.WITH_C2 : options;
  }

  /** Runs a command in the folder, and returns its standard output. */
  private static String bash(String command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, "out", "");
    Path err = Files.createTempFile(home, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", command)
            .directory(root.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(v -> v.startsWith("SPARK_") || v.startsWith("HADOOP_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LOCKSTEP_JAVA_OPTS", options(command));
    builder.environment().put("HOME", home.toString());
    Process bash = builder.start();
    try {
      assertThat(bash.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)).as(command).isTrue();
      assertThat(bash.exitValue()).as("%s%n%s", command, Files.readString(err)).isZero();
      return Files.readString(out, UTF_8);
    } finally {
      bash.descendants().forEach(ProcessHandle::destroyForcibly);
      bash.destroyForcibly();
    }
  }
}
