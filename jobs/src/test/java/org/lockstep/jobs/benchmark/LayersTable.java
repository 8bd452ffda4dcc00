package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.jobs.benchmark.IterationTimes.Iteration;

/** The cost of dropout and layer normalisation per iteration. */
final class LayersTable implements Table {
  private static final String PLAIN = "neither";

  /** The variants, each with its settings. */
  private static final Map<String, List<String>> VARIANTS = new LinkedHashMap<>();

  static {
    VARIANTS.put(PLAIN, List.of());
    VARIANTS.put("dropout 0.2", List.of("network.dropout=0.2"));
    VARIANTS.put("layer normalisation", List.of("network.layer-norm=true"));
    VARIANTS.put("both", List.of("network.dropout=0.2", "network.layer-norm=true"));
  }

  @Override
  public String name() {
    return "layers";
  }

  @Override
  public String question() {
    return "Price of dropout and layer normalisation: 784-256-128-10, local[2]";
  }

  @Override
  public String takes() {
    return "3 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException {
    Report report = bench.report(this);
    Report.Grid grid =
        report.grid(
            "An iteration, milliseconds; the ratio is that of the mean iterations of one round.",
            "batch",
            "with",
            "an iteration",
            "over neither");
    try (ShortRuns runs = new ShortRuns(bench)) {
      for (int batch : new int[] {128, 1024}) {
        compare(bench, runs, batch, grid);
      }
    }
    report.note(
        "Median (minimum, p10, p90) over the rounds; in each round every variant trains once, for"
            + " 600 iterations of which the later 400 count.");
    return report;
  }

  private static void compare(Bench bench, ShortRuns runs, int batch, Report.Grid grid) {
    int iterations = bench.times(600, 30);
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(VARIANTS.keySet());
    for (int round = -1; round < bench.times(9, 1); round++) {
      Collections.rotate(order, 1);
      for (String variant : order) {
        double mean =
            runs.train(batch, iterations, iterations / 3, VARIANTS.get(variant)).stream()
                .mapToDouble(Iteration::wall)
                .average()
                .orElseThrow();
        if (round >= 0) {
          millis.computeIfAbsent(variant, v -> new ArrayList<>()).add(mean);
        }
      }
    }
    for (String variant : VARIANTS.keySet()) {
      List<Double> of = millis.get(variant);
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < of.size(); round++) {
        ratios.add(of.get(round) / millis.get(PLAIN).get(round));
      }
      Spread ratio = Spread.of(ratios);
      bench.log("batch %d, %s: %s", batch, variant, ratio);
      grid.row(batch, variant, Spread.of(of), ratio);
    }
  }
}
