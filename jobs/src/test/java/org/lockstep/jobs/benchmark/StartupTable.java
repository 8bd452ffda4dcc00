package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the command to the first iteration, against the least that a Spark program needs. */
final class StartupTable implements Table {
  @Override
  public String name() {
    return "startup";
  }

  @Override
  public String question() {
    return "Start-up: from the command to the first iteration on digits";
  }

  @Override
  public String takes() {
    return "3 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException {
    List<String> lockstep =
        List.of(
            bench.root().resolve("scripts/lockstep").toString(),
            "train",
            bench.root().resolve("conf/digits.conf").toString(),
            "--set",
            "training.batch-size=1438",
            "--set",
            "training.epochs=1",
            "--set",
            "overwrite=true",
            "--set",
            "output=" + bench.folder().resolve("work/model"));
    List<String> empty = new ArrayList<>(bench.java("8g", EmptySparkPeer.class, List.of()));
    empty.add(bench.root().resolve("conf/data/digits-train.parquet").toString());

    List<Double> first = new ArrayList<>();
    List<Double> least = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < bench.times(10, 1); round++) {
      double a = secondsTo("epoch ", bench, "startup-lockstep", lockstep);
      double b = secondsTo("read ", bench, "startup-spark", empty);
      bench.log("first iteration %.2f s, Spark alone %.2f s", a, b);
      first.add(a);
      least.add(b);
      ratios.add(a / b);
    }
    Report report = bench.report(this);
    report
        .grid(
            "",
            "to the first iteration, seconds",
            "empty session and one Parquet file, seconds",
            "ratio")
        .row(Spread.of(first), Spread.of(least), Spread.of(ratios));
    report.note(
        "Median (minimum, p10, p90) of processes that take turns. The first iteration is one on all"
            + " 1,438 examples, whose end the first line of progress shows, the evaluation on 359"
            + " more examples included; Lockstep reads both of its files. Both start with the same"
            + " class path and options of the JVM.");
    return report;
  }

  private static double secondsTo(String prefix, Bench bench, String name, List<String> command)
      throws IOException, InterruptedException {
    List<String> both = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>&1", "sh"));
    both.addAll(command);
    Child child = Child.run(bench, name, Map.of("OMP_NUM_THREADS", "1"), both);
    for (Child.Line line : child.lines()) {
      if (line.text().startsWith(prefix)) {
        return line.seconds();
      }
    }
    throw new IllegalStateException("no line begins with '%s': %s".formatted(prefix, child));
  }
}
