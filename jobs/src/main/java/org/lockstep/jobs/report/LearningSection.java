package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lockstep.jobs.report.chart.Axis;
import org.lockstep.jobs.report.chart.Frame;
import org.lockstep.jobs.report.chart.LineChart;
import org.lockstep.jobs.report.chart.Mark;
import org.lockstep.jobs.report.chart.Markup;
import org.lockstep.jobs.report.chart.Numbers;
import org.lockstep.jobs.report.chart.Point;
import org.lockstep.jobs.report.chart.Series;
import org.lockstep.listener.HistoryRow;
import org.lockstep.training.ValidationMetric;

/** How a run has learnt: loss, metrics, learning rate and gradient norm over the iterations. */
final class LearningSection {
  private static final String ACCENT = "validation";

  private LearningSection() {}

  static void write(Markup html, ReportedRun run, String prefix, int level) {
    Section.open(html, prefix + "learning", "Learning", level);
    if (run.last().isEmpty()) {
      Section.absent(html, "There is no history of this run: metrics.jsonl is missing or empty.");
      Section.close(html);
      return;
    }
    Axis iterations = Axis.upTo(run.last().get().iteration());
    writeLoss(html, run, prefix, level + 1, iterations);
    run.metrics().stream()
        .map(Curve::validation)
        .forEach(curve -> writeOne(html, run, curve, prefix, level + 1, iterations, true));
    html.open("div", "class", "pair");
    writeOne(html, run, Curve.LEARNING_RATE, prefix, level + 1, iterations, false);
    writeOne(html, run, Curve.GRADIENT_NORM, prefix, level + 1, iterations, false);
    html.close();
    Section.close(html);
  }

  private static void writeLoss(
      Markup html, ReportedRun run, String prefix, int level, Axis iterations) {
    Curve validation = Curve.validation(ValidationMetric.LOSS);
    List<Series> all = new ArrayList<>();
    add(all, run.series("training", "training", 1, Curve.TRAINING_LOSS.value()));
    add(all, run.series("epoch", "epoch", 1, Curve.EPOCH_LOSS.value()));
    add(all, run.series("validation", ACCENT, 1, validation.value()));
    if (all.isEmpty()) {
      return;
    }
    Axis y = Axis.of(all);
    String rows =
        "training: means of up to %s iterations; epoch: means of whole epochs"
            .formatted(
                Numbers.count(
                    run.history().stream().mapToInt(HistoryRow::iterations).max().orElse(1)));
    LineChart.write(
        html,
        new Frame(
            prefix + "loss", "Loss", note(y, rows), level, Frame.TALL, iterations, "iteration", y),
        all,
        mark(run, validation));
  }

  private static void writeOne(
      Markup html,
      ReportedRun run,
      Curve curve,
      String prefix,
      int level,
      Axis iterations,
      boolean isJudgement) {
    Series series = run.series(curve.title(), isJudgement ? ACCENT : "epoch", 1, curve.value());
    if (series.points().isEmpty()) {
      return;
    }
    Axis y = Axis.of(List.of(series));
    LineChart.write(
        html,
        new Frame(
            prefix + curve.id(),
            curve.title(),
            note(y, ""),
            level,
            curve.height(),
            iterations,
            "iteration",
            y),
        List.of(series),
        isJudgement ? mark(run, curve) : Optional.empty());
  }

  private static Optional<Mark> mark(ReportedRun run, Curve curve) {
    return run.best()
        .filter(best -> Double.isFinite(curve.value().applyAsDouble(best)))
        .map(
            best -> {
              double value = curve.value().applyAsDouble(best);
              return new Mark(
                  new Point(best.iteration(), value),
                  "best epoch %s: %s".formatted(best.epoch(), Numbers.value(value)),
                  ACCENT);
            });
  }

  /** The same curves of several runs, one over the other. */
  static void compare(Markup html, List<ReportedRun> runs, int level) {
    Section.open(html, "learning", "Learning", level);
    Optional<List<Double>> epochs = epochsIfTheyDiffer(runs);
    String xName = epochs.isPresent() ? "epoch" : "iteration";
    for (Curve curve : Curve.compared(runs)) {
      List<Series> all = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        double per = epochs.isPresent() ? epochs.get().get(i) : 1;
        ReportedRun run = runs.get(i);
        add(all, run.series(run.name(), RunStyle.of(i), per, curve.value()));
      }
      if (all.isEmpty()) {
        continue;
      }
      double last =
          all.stream().mapToDouble(s -> s.points().get(s.points().size() - 1).x()).max().orElse(1);
      Axis y = Axis.of(all);
      LineChart.write(
          html,
          new Frame(
              curve.id(),
              curve.title(),
              note(y, ""),
              level + 1,
              curve.height(),
              Axis.upTo(last),
              xName,
              y),
          all,
          Optional.empty());
    }
    Section.close(html);
  }

  /** Iterations of an epoch of each run; empty if they are the same, or not known of all. */
  private static Optional<List<Double>> epochsIfTheyDiffer(List<ReportedRun> runs) {
    List<Double> lengths =
        runs.stream()
            .flatMapToDouble(run -> run.iterationsPerEpoch().stream())
            .boxed()
            .collect(Collectors.toList());
    return lengths.size() == runs.size() && lengths.stream().distinct().count() > 1
        ? Optional.of(lengths)
        : Optional.empty();
  }

  private static void add(List<Series> all, Series series) {
    if (!series.points().isEmpty()) {
      all.add(series);
    }
  }

  private static String note(Axis y, String more) {
    String scale = y.isLogarithmic() ? "logarithmic scale" : "";
    return scale.isEmpty() || more.isEmpty() ? scale + more : scale + "; " + more;
  }
}
