package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.jobs.BenchmarkSession;
import org.lockstep.jobs.StandaloneCluster;
import org.lockstep.jobs.benchmark.IterationTimes.Iteration;

/** An iteration's wall time against the arithmetic of its slowest task, by exchange and cluster. */
final class IterationTable implements Table {
  private static final List<String> EXCHANGES = List.of("resident", "job");
  private static final int[] BATCHES = {32, 128, 1024};

  /** What is compared on one cluster. */
  private record Case(int batch, String exchange, String kernel) {}

  @Override
  public String name() {
    return "iteration";
  }

  @Override
  public String question() {
    return "Iteration: wall time against the slowest task's arithmetic";
  }

  @Override
  public String takes() {
    return "20 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException {
    Report report = bench.report(this);
    Report.Grid grid =
        report.grid(
            "An iteration, milliseconds.",
            "cluster",
            "batch",
            "exchange",
            "kernel",
            "wall",
            "wall over compute",
            "compute",
            "wait",
            "send",
            "reduce",
            "update",
            "publish");
    Report.Grid gain =
        report.grid("", "cluster", "batch", "job over resident, ratio of medians in each round");
    Synthetic table = new Synthetic(bench, 8192, 784);
    for (String master : List.of("local[1]", "local[2]")) {
      List<String> settings = List.of("spark.master=\"%s\"".formatted(master));
      measure(bench, table, master, settings, grid, gain);
    }
    try (StandaloneCluster cluster = bench.cluster()) {
      measure(bench, table, "two executor processes", Bench.settings(cluster), grid, gain);
    }
    report.note(
        "784-256-128-10, lanes by the rule. Median (minimum, p10,"
            + " p90) over iterations of all rounds; in each round every batch and exchange trains"
            + " once, its first iterations left out. Compute: the arithmetic of the slowest task;"
            + " wait: until the last answer was there, compute included; send: wait less compute;"
            + " reduce: the driver's part of the tree; publish: handing the parameters out; update: the"
            + " rest, the optimizer's step above all.");
    return report;
  }

  private static void measure(
      Bench bench,
      Synthetic table,
      String cluster,
      List<String> settings,
      Report.Grid grid,
      Report.Grid gain) {
    Map<Case, List<Iteration>> all = new LinkedHashMap<>();
    Map<Integer, List<Double>> gains = new LinkedHashMap<>();
    try (BenchmarkSession session = new BenchmarkSession(table.settings(), settings)) {
      for (int round = 0; round < bench.times(5, 1); round++) {
        for (int batch : BATCHES) {
          List<Double> medians = new ArrayList<>();
          for (String exchange : EXCHANGES) {
            medians.add(measured(bench, cluster, session, new Case(batch, exchange, "nd4j"), all));
          }
          measured(bench, cluster, session, new Case(batch, "resident", "portable"), all);
          gains.computeIfAbsent(batch, b -> new ArrayList<>()).add(medians.get(1) / medians.get(0));
        }
      }
    }
    all.forEach(
        (which, run) ->
            grid.row(
                cluster,
                which.batch(),
                which.exchange(),
                which.kernel(),
                IterationTimes.spread(run, Iteration::wall),
                IterationTimes.spread(run, Iteration::ratio),
                IterationTimes.spread(run, Iteration::compute),
                IterationTimes.spread(run, Iteration::waited).median(),
                IterationTimes.spread(run, Iteration::send).median(),
                IterationTimes.spread(run, Iteration::reduce).median(),
                IterationTimes.spread(run, Iteration::update).median(),
                IterationTimes.spread(run, Iteration::publish).median()));
    gains.forEach((batch, ratios) -> gain.row(cluster, batch, Spread.of(ratios)));
  }

  /** Trains once, and returns the median of its iterations in milliseconds. */
  private static double measured(
      Bench bench,
      String cluster,
      BenchmarkSession session,
      Case which,
      Map<Case, List<Iteration>> all) {
    List<Iteration> run = train(bench, session, which);
    Spread wall = IterationTimes.spread(run, Iteration::wall);
    bench.log("%s, %s: %s ms", cluster, which, wall);
    all.computeIfAbsent(which, c -> new ArrayList<>()).addAll(run);
    return wall.median();
  }

  private static List<Iteration> train(Bench bench, BenchmarkSession session, Case which) {
    int warmUp = bench.times(100, 10);
    int iterations = warmUp + bench.times(200, 20);
    int perEpoch = 8192 / which.batch();
    IterationTimes times = new IterationTimes(warmUp);
    session.train(
        List.of(
            "network.hidden=[256,128]",
            "data.classes=10",
            "training.batch-size=" + which.batch(),
            "training.epochs=" + (iterations + perEpoch - 1) / perEpoch,
            "training.kernel=" + which.kernel(),
            "training.exchange=" + which.exchange()),
        times);
    List<Iteration> kept = times.iterations();
    return kept.subList(0, Math.min(kept.size(), iterations - warmUp));
  }
}
