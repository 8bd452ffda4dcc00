package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.jobs.benchmark.IterationTimes.Iteration;

/** The cost of all listeners of the command line per iteration. */
final class ListenersTable implements Table {
  private static final String NONE = "none";
  private static final String AGAIN = "none, once more";
  private static final String ALL = "all";

  @Override
  public String name() {
    return "listeners";
  }

  @Override
  public String question() {
    return "Price of all listeners: 784-256-128-10, batch 128, local[2]";
  }

  @Override
  public String takes() {
    return "6 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException {
    Report report = bench.report(this);
    Report.Grid grid =
        report.grid(
            "An iteration, milliseconds, with an epoch's end and its validation every 422; the ratio"
                + " is that of the mean iterations of one round.",
            "listeners",
            "an iteration",
            "over none");
    Synthetic table = new Synthetic(bench, bench.times(60_000, 2_000), 784);
    List<String> settings =
        List.of(
            "spark.master=\"local[2]\"",
            "spark.ui.enabled=true",
            "spark.ui.port=0",
            "network.hidden=[256,128]",
            "data.classes=10",
            "data.validation=0.1",
            "training.batch-size=128",
            "training.epochs=1000",
            "training.checkpoint.every-epochs=null",
            "logging.tensorboard=true",
            "overwrite=true",
            "output=\"%s\"".formatted(bench.work("listeners-model")));
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    try (BenchmarkSession session = new BenchmarkSession(table.settings(), settings)) {
      List<String> order = new ArrayList<>(List.of(NONE, ALL, AGAIN));
      for (int round = -1; round < bench.times(15, 1); round++) {
        Collections.rotate(order, 1);
        for (String listeners : order) {
          double mean = train(bench, session, listeners.equals(ALL));
          if (round >= 0) {
            millis.computeIfAbsent(listeners, l -> new ArrayList<>()).add(mean);
            bench.log("round %d, %s: %.3f ms", round, listeners, mean);
          }
        }
      }
    }
    for (String listeners : List.of(NONE, AGAIN, ALL)) {
      List<Double> of = millis.get(listeners);
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < of.size(); round++) {
        ratios.add(of.get(round) / millis.get(NONE).get(round));
      }
      grid.row(listeners, Spread.of(of), Spread.of(ratios));
    }
    report.note(
        "Median (minimum, p10, p90) over the rounds; in each round each trains once, in turns, for"
            + " 1,500 iterations of which the later 1,000 count. All: what the train command"
            + " attaches with logging.tensorboard and spark.ui.enabled, its console without a"
            + " terminal. None, once more, is the same as none: what differs there is the machine.");
    return report;
  }

  private static double train(Bench bench, BenchmarkSession session, boolean watched) {
    int iterations = bench.times(1500, 30);
    IterationTimes times = new IterationTimes(iterations / 3);
    List<String> settings = List.of("training.max-iterations=" + iterations);
    if (watched) {
      session.trainWatched(settings, times);
    } else {
      session.train(settings, times);
    }
    return times.iterations().stream().mapToDouble(Iteration::wall).average().orElseThrow();
  }
}
