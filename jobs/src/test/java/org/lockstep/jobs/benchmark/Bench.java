package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lockstep.jobs.StandaloneCluster;
import org.lockstep.network.kernel.ChainedProducts;

/**
 * Where the benchmark runs.
 *
 * @param root of the repository
 * @param folder where results and the tables that are made for them go
 * @param quick whether to run the short form, whose figures mean little
 * @param log where progress is written
 */
record Bench(Path root, Path folder, boolean quick, PrintStream log) {
  /** The one number in a full run, the other in a quick one. */
  int times(int full, int inQuick) {
    return quick ? inQuick : full;
  }

  void log(String format, Object... arguments) {
    log.printf(Locale.ROOT, "%tT  %s%n", System.currentTimeMillis(), format.formatted(arguments));
  }

  Report report(Table table) throws IOException {
    return new Report(table.name(), table.question(), MachineDescription.describe(root));
  }

  /** The jar for executors, and Spark's jars to run it with. */
  Path jar() {
    return root.resolve("jobs/target/lockstep.jar");
  }

  Path sparkHome() {
    return root.resolve("jobs/target/spark");
  }

  Path fashionMnist() {
    return root.resolve("conf/fashion-mnist.conf");
  }

  /** A temporary folder. */
  Path work(String name) throws IOException {
    return Files.createDirectories(folder.resolve("work").resolve(name));
  }

  /** A JVM with this one's class path. */
  List<String> java(String heap, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + sparkHome().resolve("conf/java-options"));
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseParallelGC", "-Dlockstep.jar=" + jar()));
    command.add(ChainedProducts.JVM_OPTION);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Two workers of a standalone cluster; settings() lead to two executors of one core. */
  StandaloneCluster cluster() throws IOException, InterruptedException {
    Path here = Files.createTempDirectory(work("cluster"), "run-");
    return new StandaloneCluster(sparkHome(), here, 2);
  }

  /** The settings of a session on the cluster. */
  static List<String> settings(StandaloneCluster cluster) {
    return List.of(
        "spark.master=\"%s\"".formatted(cluster.master()),
        "spark.executor.memory=2g",
        "spark.executor.cores=1",
        "spark.cores.max=2",
        "spark.ui.enabled=false");
  }
}
