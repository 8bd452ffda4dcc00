package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.jobs.benchmark.IterationTimes.Iteration;

/** The slow-down of iterations while a checkpoint is written. */
final class CheckpointsTable implements Table {
  private static final int EVERY = 100;

  /** Iterations after a checkpoint that can feel it; the others of the same run are the measure. */
  private static final int AFTER = 25;

  private static final Map<String, List<String>> VARIANTS = new LinkedHashMap<>();

  static {
    VARIANTS.put("none", List.of());
    VARIANTS.put("every 100 iterations", List.of("training.checkpoint.every-iterations=" + EVERY));
  }

  @Override
  public String name() {
    return "checkpoints";
  }

  @Override
  public String question() {
    return "Price of a checkpoint every 100 iterations: 784-256-128-10, local[2]";
  }

  @Override
  public String takes() {
    return "8 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException {
    Report report = bench.report(this);
    Report.Grid grid =
        report.grid(
            "An iteration, milliseconds; the ratio is that within one run.",
            "batch",
            "checkpoints",
            "an iteration far from a checkpoint",
            "mean of all over that");
    try (ShortRuns runs = new ShortRuns(bench)) {
      for (int batch : new int[] {128, 1024}) {
        compare(bench, runs, batch, grid);
      }
    }
    report.note(
        ("Median (minimum, p10, p90) over the rounds; in each round both train once, for 1,000"
                + " iterations of which the first 300 do not count. Far is what comes %d to %d"
                + " iterations after one; without checkpoints, after every hundredth iteration.")
            .formatted(AFTER + 1, EVERY));
    return report;
  }

  private static void compare(Bench bench, ShortRuns runs, int batch, Report.Grid grid) {
    int iterations = bench.times(10, 2) * EVERY;
    int warmUp = bench.times(3, 1) * EVERY;
    Map<String, List<Double>> far = new LinkedHashMap<>();
    Map<String, List<Double>> ratios = new LinkedHashMap<>();
    for (int round = -1; round < bench.times(15, 1); round++) {
      for (Map.Entry<String, List<String>> variant : VARIANTS.entrySet()) {
        List<Iteration> run = runs.train(batch, iterations, warmUp, variant.getValue());
        double all = run.stream().mapToDouble(Iteration::wall).average().orElseThrow();
        double undisturbed = far(run);
        if (round >= 0) {
          far.computeIfAbsent(variant.getKey(), v -> new ArrayList<>()).add(undisturbed);
          ratios.computeIfAbsent(variant.getKey(), v -> new ArrayList<>()).add(all / undisturbed);
        }
      }
    }
    for (String variant : VARIANTS.keySet()) {
      Spread ratio = Spread.of(ratios.get(variant));
      bench.log("batch %d, %s: %s", batch, variant, ratio);
      grid.row(batch, variant, Spread.of(far.get(variant)), ratio);
    }
  }

  /** The mean time of the iterations during which no checkpoint is written. */
  private static double far(List<Iteration> run) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < run.size(); i++) {
      if (i % EVERY >= AFTER) {
        sum += run.get(i).wall();
        count++;
      }
    }
    return sum / count;
  }
}
