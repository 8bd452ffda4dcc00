package org.lockstep.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The built jar and Spark's jars, as a user runs them. */
final class Installation {
  static final Path ROOT = folder("lockstep.root");
  static final Path JAR = folder("lockstep.shaded-jar");
  static final Path SPARK_HOME = folder("lockstep.spark-home");

  /** The Spark that {@link SparkVersionIT} runs the jar on: another version perhaps. */
  static final Path TESTED_SPARK = folder("lockstep.tested-spark");

  /** Other versions of libraries that the jar or Spark contains, for tests. */
  static final Path OTHER_VERSIONS = folder("lockstep.other-versions");

  private Installation() {}

  /** The arguments of java that run Lockstep like scripts/lockstep. */
  static List<String> lockstep(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add("@" + SPARK_HOME.resolve("conf/java-options"));
    Path archive = JAR.resolveSibling("lockstep.jsa"); // by scripts/build
    if (Files.exists(archive)) {
      command.addAll(List.of("-Xlog:disable", "-Xlog:all=error:stderr"));
      command.add("-XX:SharedArchiveFile=" + archive);
    }
    command.add("-Dlog4j2.configurationFile=" + SPARK_HOME.resolve("conf/log4j2.properties"));
    command.add("-Dlockstep.jar=" + JAR);
    command.addAll(JavaProcess.options());
    command.addAll(List.of("-Xmx1g", "-cp", JAR + ":" + SPARK_HOME.resolve("jars/*")));
    command.add("org.lockstep.jobs.Main");
    command.addAll(arguments);
    return command;
  }

  static String sparkClassPath() {
    return sparkClassPath(SPARK_HOME);
  }

  /** The class path of a folder with jars/ and conf/. */
  static String sparkClassPath(Path sparkHome) {
    return sparkHome.resolve("conf") + ":" + sparkHome.resolve("jars/*");
  }

  /** A data set of the repository. */
  static Path data(String name) {
    return ROOT.resolve("conf/data/" + name + ".parquet");
  }

  private static Path folder(String property) {
    String path = System.getProperty(property);
    return Path.of(Objects.requireNonNull(path, "mvn verify sets " + property)).normalize();
  }
}
