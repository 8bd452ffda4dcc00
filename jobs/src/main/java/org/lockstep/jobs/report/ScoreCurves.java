package org.lockstep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.Quoted;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.listener.chart.Along;
import org.lockstep.listener.chart.Axis;
import org.lockstep.listener.chart.Frame;
import org.lockstep.listener.chart.LineChart;
import org.lockstep.listener.chart.Mark;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Point;
import org.lockstep.listener.chart.Series;
import org.lockstep.metric.ReliabilityBin;
import org.lockstep.metric.ScoreCurve;
import org.lockstep.training.metric.Scorecard;

/** How well scores tell classes apart, and how far probabilities can be believed. */
final class ScoreCurves {
  private static final String REFERENCE = "training";

  private final Markup html;
  private final TargetEncoding.Classes classes;
  private final String prefix;
  private final int level;

  private ScoreCurves(Markup html, TargetEncoding.Classes classes, String prefix, int level) {
    this.html = html;
    this.classes = classes;
    this.prefix = prefix;
    this.level = level;
  }

  static void write(
      Markup html,
      Scorecard.Curves curves,
      TargetEncoding.Classes classes,
      String prefix,
      int level) {
    new ScoreCurves(html, classes, prefix, level).write(curves);
  }

  private void write(Scorecard.Curves curves) {
    List<ScoreCurve> drawn =
        curves.scores().stream()
            .filter(curve -> curve.positives() > 0 && curve.negatives() > 0)
            .toList();
    html.open("div", "class", "pair");
    writeReliability(curves.reliability());
    if (!drawn.isEmpty()) {
      writeRoc(drawn);
      writePrecision(drawn);
      writeGains(drawn);
    }
    html.close();
  }

  private void writeReliability(List<ReliabilityBin> bins) {
    List<Point> points =
        bins.stream()
            .filter(bin -> bin.weight() > 0)
            .map(bin -> new Point(bin.meanProbability(), bin.frequency()))
            .toList();
    if (points.isEmpty()) {
      return;
    }
    String of =
        classes.positiveIndex().isPresent()
            ? Quoted.of(classes.labels().get(classes.positiveIndex().getAsInt()))
            : "the most probable class";
    chart(
        new Frame.Heading(
            prefix + "reliability",
            "Reliability",
            "how often %s is right, by its probability in ten bins".formatted(of),
            level),
        "probability",
        List.of(diagonal("calibrated"), new Series("model", "validation", points)),
        Optional.empty());
  }

  private void writeRoc(List<ScoreCurve> curves) {
    List<Series> lines = new ArrayList<>(List.of(diagonal("chance")));
    lines.addAll(series(curves, new Point(0, 0), ScoreCurve::fallout, ScoreCurve::recall));
    chart(
        heading("roc", "ROC", "true positives over false positives, as shares"),
        "false positives",
        lines,
        mark(curves, ScoreCurve::fallout, ScoreCurve::recall));
  }

  private void writePrecision(List<ScoreCurve> curves) {
    chart(
        heading("precision-recall", "Precision and recall", "precision over recall"),
        "recall",
        series(curves, null, ScoreCurve::recall, (curve, point) -> point.precision()),
        mark(curves, ScoreCurve::recall, (curve, point) -> point.precision()));
  }

  private void writeGains(List<ScoreCurve> curves) {
    List<Series> lines = new ArrayList<>(List.of(diagonal("chance")));
    lines.addAll(series(curves, new Point(0, 0), ScoreCurve::retrieved, ScoreCurve::recall));
    chart(
        heading(
            "gains", "Gains and lift", lifts(curves) + "the share found over the share looked at"),
        "rows",
        lines,
        Optional.empty());
  }

  /** The lift of the first tenth, of one class. */
  private static String lifts(List<ScoreCurve> curves) {
    if (curves.size() > 1) {
      return "";
    }
    ScoreCurve curve = curves.get(0);
    return curve.points().stream()
        .filter(point -> curve.retrieved(point) >= 0.1)
        .findFirst()
        .map(
            point ->
                "lift %s in the first %s; "
                    .formatted(
                        NumberFormats.value(curve.lift(point)),
                        NumberFormats.share(curve.retrieved(point))))
        .orElse("");
  }

  private Frame.Heading heading(String id, String title, String note) {
    return new Frame.Heading(prefix + id, title, note, level);
  }

  private static Series diagonal(String name) {
    return new Series(name, REFERENCE, List.of(new Point(0, 0), new Point(1, 1)));
  }

  /** What a point of a curve is drawn at. */
  private interface Coordinate {
    double of(ScoreCurve curve, ScoreCurve.Point point);
  }

  private static List<Series> series(
      List<ScoreCurve> curves, @Nullable Point first, Coordinate x, Coordinate y) {
    List<Series> all = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      ScoreCurve curve = curves.get(i);
      TreeMap<Double, Double> best = new TreeMap<>();
      if (first != null) {
        best.put(first.x(), first.y());
      }
      for (ScoreCurve.Point point : curve.points()) {
        best.merge(x.of(curve, point), y.of(curve, point), Math::max);
      }
      List<Point> points = new ArrayList<>();
      best.forEach((at, value) -> points.add(new Point(at, value)));
      String style = curves.size() == 1 ? "validation" : RunStyle.of(i);
      all.add(new Series(Quoted.of(curve.label()), style, points));
    }
    return all;
  }

  /** The model's threshold on the curve of its positive class. */
  private Optional<Mark> mark(List<ScoreCurve> curves, Coordinate x, Coordinate y) {
    Float threshold = classes.threshold();
    if (threshold == null || curves.size() != 1) {
      return Optional.empty();
    }
    ScoreCurve curve = curves.get(0);
    ScoreCurve.Point at = null;
    for (ScoreCurve.Point point : curve.points()) {
      at = point.threshold() >= threshold ? point : at;
    }
    return Optional.ofNullable(at)
        .map(
            point ->
                new Mark(
                    new Point(x.of(curve, point), y.of(curve, point)),
                    "threshold " + NumberFormats.value(threshold),
                    "validation"));
  }

  private void chart(Frame.Heading heading, String along, List<Series> lines, Optional<Mark> mark) {
    LineChart.write(
        html,
        new Frame(heading, Frame.TALL, Along.of(Axis.unit(), along), Axis.unit()),
        lines,
        mark);
  }
}
