package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lockstep.jobs.benchmark.IterationTimes.Iteration;

/** The cost of parts of a network per iteration: layers, and those of the recipe for tables. */
final class LayersTable implements Table {
  /** The variants, each with its settings, the first of which the others are compared with. */
  private static final Map<String, List<String>> LAYERS = new LinkedHashMap<>();

  /** Of 20 numbers. The recipe has an optimizer and schedules of its own. */
  private static final Map<String, List<String>> RECIPE = new LinkedHashMap<>();

  static {
    LAYERS.put("neither", List.of());
    LAYERS.put("dropout 0.2", List.of("network.dropout=0.2"));
    LAYERS.put("layer normalisation", List.of("network.layer-norm=true"));
    LAYERS.put("both", List.of("network.dropout=0.2", "network.layer-norm=true"));
    List<String> adamw =
        List.of("training.optimizer.type=adamw", "training.optimizer.learning-rate=0.001");
    RECIPE.put("numbers as they are", adamw);
    for (String form : List.of("pbld", "plr")) {
      List<String> embedded = new ArrayList<>(adamw);
      embedded.add("network.number-embedding.type=" + form);
      embedded.add("network.number-embedding.width=64");
      RECIPE.put(form + ", 64 wide", embedded);
    }
    List<String> recipe =
        List.of(
            "network.recipe=realmlp",
            "data.scaling=robust",
            "training.optimizer.type=null",
            "training.optimizer.learning-rate=null");
    List<String> wide = new ArrayList<>(recipe);
    wide.add("network.number-embedding.width=64");
    RECIPE.put("realmlp, pbld 4 wide", recipe);
    RECIPE.put("realmlp, pbld 64 wide", wide);
  }

  @Override
  public String name() {
    return "layers";
  }

  @Override
  public String question() {
    return "Price of dropout, layer normalisation and the recipe realmlp: local[2]";
  }

  @Override
  public String takes() {
    return "8 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException {
    Report report = bench.report(this);
    String caption = "%s: an iteration, milliseconds; the ratio is that of one round's means.";
    Report.Grid layers = grid(report, caption.formatted("784-256-128-10"), "neither");
    try (ShortRuns runs = new ShortRuns(bench)) {
      for (int batch : new int[] {128, 1024}) {
        compare(bench, runs, batch, LAYERS, layers);
      }
    }
    Report.Grid recipe =
        grid(report, caption.formatted("20 numbers, 256-256-256-10"), "as they are");
    try (ShortRuns runs = new ShortRuns(bench, 20, List.of(256, 256, 256))) {
      compare(bench, runs, 256, RECIPE, recipe);
    }
    report.note(
        "Median (minimum, p10, p90) over the rounds; in each round every variant trains once, for"
            + " 600 iterations of which the later 400 count.");
    return report;
  }

  private static Report.Grid grid(Report report, String caption, String plain) {
    return report.grid(caption, "batch", "with", "an iteration", "over " + plain);
  }

  private static void compare(
      Bench bench,
      ShortRuns runs,
      int batch,
      Map<String, List<String>> variants,
      Report.Grid grid) {
    int iterations = bench.times(600, 30);
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    String plain = variants.keySet().iterator().next();
    List<String> order = new ArrayList<>(variants.keySet());
    for (int round = -1; round < bench.times(9, 1); round++) {
      Collections.rotate(order, 1);
      for (String variant : order) {
        double mean =
            runs.train(batch, iterations, iterations / 3, variants.get(variant)).stream()
                .mapToDouble(Iteration::wall)
                .average()
                .orElseThrow();
        if (round >= 0) {
          millis.computeIfAbsent(variant, v -> new ArrayList<>()).add(mean);
        }
      }
    }
    for (String variant : variants.keySet()) {
      List<Double> of = millis.get(variant);
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < of.size(); round++) {
        ratios.add(of.get(round) / millis.get(plain).get(round));
      }
      Spread ratio = Spread.of(ratios);
      bench.log("batch %d, %s: %s", batch, variant, ratio);
      grid.row(batch, variant, Spread.of(of), ratio);
    }
  }
}
