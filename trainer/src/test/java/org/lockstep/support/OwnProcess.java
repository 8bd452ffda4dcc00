package org.lockstep.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.lockstep.training.exchange.LockstepPlugin;

/** A JVM beside this one, for what the session of this one would hinder. */
public final class OwnProcess {
  private static final long PATIENCE_SECONDS = 600;

  private OwnProcess() {}

  /**
   * A session whose executors are processes of their own.
   *
   * @param master such as {@code local-cluster[2,1,512]}
   */
  public static SparkSession.Builder sessionOnExecutors(String master) {
    return SparkSession.builder()
        .master(master)
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", "512m")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.executor.extraJavaOptions", compilerAndCollector())
        .config("spark.executorEnv.OMP_NUM_THREADS", "1")
        .config("spark.plugins", LockstepPlugin.class.getName());
  }

  /** Compiler and collector as this JVM has them, in one text for processes that Spark starts. */
  public static String compilerAndCollector() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:"))
        .collect(Collectors.joining(" "));
  }

  /** The part of a Spark installation that executors in other processes need. */
  public static Map<String, String> sparkHome(Path folder) throws IOException {
    Path home = folder.resolve("spark");
    Files.createDirectories(home.resolve("jars"));
    return Map.of("SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.13");
  }

  /**
   * Runs the main method of a class, with the class path of this JVM.
   *
   * @param folder for what it writes to its outputs
   * @param environment on top of that of this process
   * @return its standard output
   */
  public static String run(
      Class<?> program, Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    // The packages that Spark needs opened, and compiler and collector, as this JVM has them.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(arg -> arg.matches("(--add-opens|-Dio\\.netty|-XX:).*"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve(program.getSimpleName() + ".out");
    Path errors = folder.resolve(program.getSimpleName() + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(process.exitValue())
          .as("%s%s", Files.readString(output), Files.readString(errors))
          .isZero();
      return Files.readString(output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
