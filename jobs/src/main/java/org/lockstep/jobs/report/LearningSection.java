package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lockstep.NumberFormats;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.chart.Along;
import org.lockstep.listener.chart.Axis;
import org.lockstep.listener.chart.Frame;
import org.lockstep.listener.chart.LineChart;
import org.lockstep.listener.chart.Mark;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Point;
import org.lockstep.listener.chart.Series;
import org.lockstep.metric.ValidationMetric;

/** Curves of loss, metrics, learning rate and gradient norm over the iterations. */
final class LearningSection {
  /** Noisy curves of several runs would hide each other; each is averaged over so many ranges. */
  private static final int STRETCHES_COMPARED = 100;

  private LearningSection() {}

  static void write(Markup html, ReportedRun run, String prefix, int level) {
    Section.open(html, prefix + "learning", "Learning", level);
    if (run.last().isEmpty()) {
      Section.absent(html, "There is no history of this run: metrics.jsonl is missing or empty.");
      Section.close(html);
      return;
    }
    Along iterations = run.along();
    writeLoss(html, run, prefix, level + 1, iterations);
    run.metrics().stream()
        .map(Curve::validation)
        .forEach(curve -> writeOne(html, run, curve, prefix, level + 1, iterations));
    html.open("div", "class", "pair");
    writeOne(html, run, Curve.LEARNING_RATE, prefix, level + 1, iterations);
    writeOne(html, run, Curve.GRADIENT_NORM, prefix, level + 1, iterations);
    html.close();
    Section.close(html);
  }

  private static void writeLoss(
      Markup html, ReportedRun run, String prefix, int level, Along iterations) {
    Curve validation = Curve.validation(ValidationMetric.LOSS);
    List<Series> all = new ArrayList<>();
    add(all, named("training", run, Curve.TRAINING_LOSS));
    add(all, named("epoch", run, Curve.EPOCH_LOSS));
    add(all, named("validation", run, validation));
    if (all.isEmpty()) {
      return;
    }
    Axis y = Axis.of(all);
    int longest = run.history().stream().mapToInt(HistoryRow::iterations).max().orElse(1);
    String rows =
        "training: %s; epoch: means of whole epochs"
            .formatted(
                longest == 1
                    ? "each iteration"
                    : "means of up to %s iterations".formatted(NumberFormats.count(longest)));
    LineChart.write(
        html,
        new Frame(
            new Frame.Heading(prefix + "loss", "Loss", note(y, rows), level),
            Frame.TALL,
            iterations,
            y),
        all,
        mark(run, validation));
  }

  private static Series named(String name, ReportedRun run, Curve curve) {
    return run.series(name, curve.kind().style(), 1, curve.value());
  }

  private static void writeOne(
      Markup html, ReportedRun run, Curve curve, String prefix, int level, Along iterations) {
    Series series = named(curve.title(), run, curve);
    if (series.points().isEmpty()) {
      return;
    }
    Axis y = Axis.of(List.of(series));
    LineChart.write(
        html,
        new Frame(
            new Frame.Heading(prefix + curve.id(), curve.title(), note(y, ""), level),
            curve.height(),
            iterations,
            y),
        List.of(series),
        curve.kind() == Curve.Kind.VALIDATION ? mark(run, curve) : Optional.empty());
  }

  private static Optional<Mark> mark(ReportedRun run, Curve curve) {
    return run.best()
        .filter(best -> Double.isFinite(curve.value().applyAsDouble(best)))
        .map(
            best -> {
              double value = curve.value().applyAsDouble(best);
              return new Mark(
                  new Point((double) best.iteration(), value),
                  "best epoch %s: %s".formatted(best.epoch(), NumberFormats.value(value)),
                  curve.kind().style());
            });
  }

  /** Draws the same curves of several runs into one chart each. */
  static void compare(Markup html, List<ReportedRun> runs, int level) {
    Section.open(html, "learning", "Learning", level);
    Optional<List<Double>> epochs = epochsIfTheyDiffer(runs);
    for (Curve curve : Curve.compared(runs)) {
      boolean isNoisy = curve.kind() == Curve.Kind.NOISY;
      List<Series> all = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        double per = epochs.isPresent() ? epochs.get().get(i) : 1;
        ReportedRun run = runs.get(i);
        Series series = run.series(run.name(), RunStyle.of(i), per, curve.value());
        add(all, isNoisy ? series.means(STRETCHES_COMPARED) : series);
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
              new Frame.Heading(
                  curve.id(),
                  curve.title(),
                  note(y, isNoisy ? "means over stretches of each run" : ""),
                  level + 1),
              curve.height(),
              epochs.isPresent()
                  ? Along.of(Axis.upTo(last), "epoch")
                  : Along.iterations(last, runs.get(0).iterationsPerEpoch()),
              y),
          all,
          Optional.empty());
    }
    Section.close(html);
  }

  /** The iterations per epoch of each run; empty if all are equal or one is unknown. */
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
