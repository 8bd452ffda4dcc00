package org.lockstep.jobs.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** DL4J, which scripts/benchmark has built by poms of its own, with class paths of its own. */
final class Dl4j {
  private Dl4j() {}

  /** One JVM without Spark. */
  static List<String> single(Bench bench, List<String> arguments) {
    return command(bench, "dl4j", "Dl4jPeer", arguments);
  }

  /** Its parameter averaging on the Spark that it was built for. */
  static List<String> onSpark(Bench bench, List<String> arguments) {
    return command(bench, "dl4j-spark", "Dl4jSparkPeer", arguments);
  }

  private static List<String> command(
      Bench bench, String project, String main, List<String> arguments) {
    Path target = bench.root().resolve("scripts/peers").resolve(project).resolve("target");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + bench.sparkHome().resolve("conf/java-options"));
    command.addAll(List.of("-Xmx4g", "-cp", target.resolve("classes") + ":" + target + "/jars/*"));
    command.add(main);
    command.addAll(arguments);
    return command;
  }
}
