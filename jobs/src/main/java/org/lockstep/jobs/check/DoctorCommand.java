package org.lockstep.jobs.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.session.Failure;
import org.lockstep.jobs.session.SessionOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.network.Blas;
import org.lockstep.network.Kernel;
import org.lockstep.training.exchange.LockstepPlugin;
import org.lockstep.training.machine.ClusterSurvey;
import org.lockstep.training.machine.ClusterSurvey.Executor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import scala.util.Properties;

/** Checks the environment that a run needs and that its bits depend on. */
@Command(
    name = "doctor",
    description = {
      "Shows the environment of a run, and checks that all executors compute the same bits.",
      "Shows versions, native library, memory, executors, and the file systems of the paths "
          + "in a settings file. Every executor multiplies the same two matrices; the exit status "
          + "is 1 if the results differ in any bit, or a path cannot be reached."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep doctor",
      "  lockstep doctor conf/digits.conf --master local[2]"
    })
public final class DoctorCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "CONF",
      description = "A settings file: its Spark settings are used, and its paths are checked.")
  private @Nullable String file;

  @Mixin private SessionOptions session;

  @Spec private CommandSpec spec;

  private final List<String> problems = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DoctorCommand() {}

  @Override
  public Integer call() {
    SettingsFile settings = file == null ? null : SettingsFile.read(file, session.overrides());
    SortedMap<String, String> spark =
        session.withMaster(settings == null ? session.read("doctor").spark() : settings.spark());
    PrintWriter out = spec.commandLine().getOut();
    try (SparkSessions sessions = SparkSessions.open(spark)) {
      SparkContext context = sessions.session().sparkContext();
      out.println("java  " + Runtime.version());
      out.printf(
          "spark  %s, Scala %s, master %s, serializer %s%n",
          context.version(),
          Properties.versionNumberString(),
          context.master(),
          context.conf().get("spark.serializer", "org.apache.spark.serializer.JavaSerializer"));
      out.println("plugin  " + plugin(context));
      out.println("blas  " + Blas.description() + ", one thread a task");
      out.println("driver  heap " + bytes(Runtime.getRuntime().maxMemory()));
      List<Executor> executors =
          ClusterSurvey.executors(
              JavaSparkContext.fromSparkContext(context), EnumSet.allOf(Kernel.class));
      for (Executor executor : executors) {
        out.printf(
            "executor %s  %s, java %s, heap %s, %s, %s, product %s by nd4j, %s by portable%n",
            executor.id(),
            executor.host(),
            executor.jvm().version(),
            bytes(executor.jvm().heapBytes()),
            executor.arithmetic().processor(),
            executor.arithmetic().blas(),
            shown(executor, Kernel.ND4J),
            shown(executor, Kernel.PORTABLE));
      }
      for (Kernel kernel : Kernel.values()) {
        out.printf("kernel  %s: %s%n", kernel.settingsName(), agreement(executors, kernel));
      }
      Kernel kernel = settings == null ? Kernel.ND4J : settings.run().training().network().kernel();
      if (!ClusterSurvey.agree(executors, kernel)) {
        problems.add(
            "executors compute different bits by training.kernel = %s; use machines of one kind%s"
                .formatted(
                    kernel.settingsName(),
                    ClusterSurvey.agree(executors, Kernel.PORTABLE)
                        ? ", or training.kernel = portable"
                        : ""));
      }
      kernel
          .obstacle()
          .ifPresent(
              why ->
                  problems.add("training.kernel = %s: %s".formatted(kernel.settingsName(), why)));
      if (settings != null) {
        look(context.hadoopConfiguration(), settings, out);
      }
    }
    problems.forEach(problem -> out.println("problem  " + problem));
    out.println(problems.isEmpty() ? "no problems" : problems.size() + " problems");
    return problems.isEmpty() ? 0 : Failure.BREAKDOWN;
  }

  private static String shown(Executor executor, Kernel kernel) {
    String digest = executor.arithmetic().digest(kernel);
    return digest.isEmpty() ? "none" : digest.substring(0, 16);
  }

  private static String agreement(List<Executor> executors, Kernel kernel) {
    if (executors.stream().anyMatch(e -> e.arithmetic().digest(kernel).isEmpty())) {
      return "not usable on all executors: some have no fused multiply-add";
    }
    return ClusterSurvey.agree(executors, kernel)
        ? "the same bits on all executors"
        : "other bits on some executors";
  }

  private static String plugin(SparkContext context) {
    if (context.isLocal()) {
      return "not needed: the tasks are in this JVM";
    }
    return LockstepPlugin.isLoaded()
        ? "loaded"
        : "not loaded, so each iteration is a job; set spark.plugins="
            + LockstepPlugin.class.getName();
  }

  private void look(Configuration hadoop, SettingsFile settings, PrintWriter out) {
    List<String> paths = new ArrayList<>(settings.run().tables());
    paths.add(settings.run().output());
    for (String path : paths) {
      try {
        FileStatus[] found = new Path(path).getFileSystem(hadoop).globStatus(new Path(path));
        boolean isThere = found != null && found.length > 0;
        boolean isOutput = path.equals(settings.run().output());
        out.printf("path  %s: %s%n", path, isThere ? "exists" : "does not exist");
        if (!isThere && !isOutput) {
          problems.add(path + " does not exist");
        }
      } catch (IOException | RuntimeException e) {
        problems.add("%s: %s".formatted(path, Failure.of(e).line()));
      }
    }
  }

  private static String bytes(long count) {
    return FileUtils.byteCountToDisplaySize(count);
  }
}
