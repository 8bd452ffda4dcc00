package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.lockstep.encoding.Task;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.PhaseSeconds;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;

/** Synthetic runs: a noisy loss that falls and rises again, with a spike. */
public final class SyntheticRun {
  private SyntheticRun() {}

  /**
   * A run with one row an iteration.
   *
   * @param name the name; the path is runs/NAME
   * @param epochs the number of epochs; the best is at two thirds
   */
  public static ReportedRun of(String name, int epochs, int iterationsPerEpoch, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<HistoryRow> rows = new ArrayList<>();
    int total = epochs * iterationsPerEpoch;
    for (int i = 1; i <= total; i++) {
      double done = (double) i / total;
      double loss = 0.05 + 2.2 * Math.exp(-6 * done);
      boolean endsEpoch = i % iterationsPerEpoch == 0;
      double validationLoss = 0.08 + Math.pow(done - 2.0 / 3, 2) + 0.01 * (seed % 10);
      rows.add(
          new HistoryRow(
              new HistoryRow.Position(i, (i - 1) / iterationsPerEpoch + 1, 1),
              new HistoryRow.Training(
                  i == total / 2 ? 9 : loss * random.nextDouble(0.7, 1.3),
                  0.1 * Math.cos(done * Math.PI / 2) + 1e-4,
                  random.nextDouble(0.2, 3)),
              i * 0.0015,
              new PhaseSeconds(
                  new PhaseSeconds.Exchange(5e-5, 1e-3, 2e-4, 4e-5),
                  2e-4,
                  endsEpoch ? 5e-3 : 0,
                  1e-5),
              endsEpoch ? loss : null,
              endsEpoch
                  ? new Metrics(
                      Task.CLASSIFICATION,
                      1000,
                      Map.of(
                          ValidationMetric.LOSS,
                          validationLoss,
                          ValidationMetric.ACCURACY,
                          1 - validationLoss / 2))
                  : null));
    }
    return run(name, rows, Map.of("training.epochs", String.valueOf(epochs)));
  }

  /** An unfinished classification run with a history and settings. */
  static ReportedRun run(String name, List<HistoryRow> rows, Map<String, String> settings) {
    SortedMap<String, String> all = new TreeMap<>(settings);
    all.put("training.task", "classification");
    return new ReportedRun(
        name,
        "runs/" + name,
        rows,
        new ReportedRun.Goal(Task.CLASSIFICATION, ValidationMetric.LOSS),
        all,
        Optional.empty());
  }
}
