package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.Quoted;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.console.TextTable;
import org.lockstep.metric.ReliabilityBin;
import org.lockstep.metric.ScoreCurve;
import org.lockstep.training.metric.ClassMetric;
import org.lockstep.training.metric.Scorecard;

/** Formats all metrics of a model as text and as JSON. */
public final class ScorecardReport {
  /** With more classes a row of the confusion matrix does not fit a line. */
  private static final int MOST_CLASSES_PRINTED = 20;

  /** The characters of a line that every terminal has. */
  private static final int LINE = 80;

  private static final String SUPPORT = "support";

  private ScorecardReport() {}

  /** The metrics by name; those of a class under its label. */
  public static Map<String, @Nullable Object> figures(Scorecard scorecard, TargetEncoding target) {
    Map<String, @Nullable Object> figures = overall(scorecard, target);
    if (!scorecard.coverage().isEmpty()) {
      figures.put("interval-coverage", coverage(scorecard));
    }
    scorecard
        .classes()
        .ifPresent(
            classes -> {
              Map<String, @Nullable Object> topK = new LinkedHashMap<>();
              classes.topK().forEach((k, share) -> topK.put(k.toString(), share));
              figures.put("top-k-accuracy", topK);
              figures.put("macro", byName(classes.macro()));
              figures.put("weighted", byName(classes.weighted()));
              Map<String, @Nullable Object> perClass = new LinkedHashMap<>();
              List<Object> labels = ((TargetEncoding.Classes) target).labels();
              for (int c = 0; c < labels.size(); c++) {
                perClass.put(String.valueOf(labels.get(c)), ofClass(classes, c));
              }
              figures.put("per-class", perClass);
              figures.put("confusion", classes.confusion());
              figures.put("reliability", reliability(scorecard.curves().reliability()));
            });
    return figures;
  }

  /** The share of the targets that intervals cover, by their level. */
  private static Map<String, @Nullable Object> coverage(Scorecard scorecard) {
    Map<String, @Nullable Object> coverage = new LinkedHashMap<>();
    scorecard.coverage().forEach((level, share) -> coverage.put(String.valueOf(level), share));
    return coverage;
  }

  /** The bins that have examples. */
  private static List<Map<String, Object>> reliability(List<ReliabilityBin> bins) {
    return bins.stream()
        .filter(bin -> bin.weight() > 0)
        .map(
            bin ->
                Map.<String, Object>of(
                    "weight",
                    bin.weight(),
                    "probability",
                    bin.meanProbability(),
                    "frequency",
                    bin.frequency()))
        .toList();
  }

  /** The curves of the scores, by class: lists of numbers, a place in each for each threshold. */
  static Map<String, @Nullable Object> curves(Scorecard scorecard) {
    Map<String, @Nullable Object> curves = new LinkedHashMap<>();
    for (ScoreCurve curve : scorecard.curves().scores()) {
      List<ScoreCurve.Point> points = curve.points();
      Map<String, @Nullable Object> lists = new LinkedHashMap<>();
      lists.put("threshold", points.stream().map(ScoreCurve.Point::threshold).toList());
      lists.put("true-positive-rate", points.stream().map(curve::recall).toList());
      lists.put("false-positive-rate", points.stream().map(curve::fallout).toList());
      lists.put("precision", points.stream().map(ScoreCurve.Point::precision).toList());
      lists.put("retrieved", points.stream().map(curve::retrieved).toList());
      curves.put(curve.label(), lists);
    }
    return curves;
  }

  /** The metrics over all examples, and the class that some of them are of. */
  private static Map<String, @Nullable Object> overall(Scorecard scorecard, TargetEncoding target) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>(scorecard.byName());
    if (target instanceof TargetEncoding.Classes classes) {
      classes
          .positiveIndex()
          .ifPresent(c -> figures.put("positive-class", String.valueOf(classes.labels().get(c))));
      if (classes.threshold() != null) {
        figures.put("threshold", classes.threshold().doubleValue());
      }
    }
    return figures;
  }

  /** Prints the metrics, a table of the classes, and the confusion matrix. */
  static void print(Scorecard scorecard, TargetEncoding target, PrintWriter out) {
    out.println("evaluation  " + Report.line(overall(scorecard, target)));
    if (!scorecard.coverage().isEmpty()) {
      out.println("coverage of intervals  " + Report.line(coverage(scorecard)));
    }
    scorecard
        .classes()
        .ifPresent(classes -> print(classes, ((TargetEncoding.Classes) target).labels(), out));
  }

  private static void print(Scorecard.Classes classes, List<Object> labels, PrintWriter out) {
    classes
        .topK()
        .forEach((k, share) -> out.println("top-" + k + "  " + NumberFormats.decimals(share)));
    out.println("macro  " + Report.line(byName(classes.macro())));
    out.println("weighted  " + Report.line(byName(classes.weighted())));
    if (labels.size() > MOST_CLASSES_PRINTED) {
      return;
    }
    List<String> names = labels.stream().map(Quoted::of).toList();
    printClasses(classes, names, out);
    printConfusion(classes, names, out);
  }

  private static void printClasses(Scorecard.Classes classes, List<String> names, PrintWriter out) {
    out.println();
    TextTable table = new TextTable().words("class");
    ofClass(classes, 0).keySet().forEach(table::numbers);
    for (int c = 0; c < names.size(); c++) {
      List<String> cells = new ArrayList<>(List.of(names.get(c)));
      ofClass(classes, c).forEach((name, value) -> cells.add(number((Double) value, name)));
      table.add(cells);
    }
    table.print(out);
  }

  private static String number(Double value, String name) {
    return name.equals(SUPPORT) ? weight(value) : NumberFormats.decimals(value);
  }

  /** A row for each actual class; the columns are numbered if their names do not fit a line. */
  private static void printConfusion(
      Scorecard.Classes classes, List<String> names, PrintWriter out) {
    out.println();
    out.println("confusion  a row for each actual class, a column for each predicted class");
    List<List<String>> cells =
        classes.confusion().stream()
            .map(row -> row.stream().map(ScorecardReport::weight).toList())
            .toList();
    int widest = names.stream().mapToInt(String::length).max().orElse(0);
    int width =
        "actual".length()
            + widest
            + names.stream().mapToInt(name -> Math.max(name.length(), 4) + 2).sum();
    boolean isNumbered = width > LINE;
    TextTable table = new TextTable().words("actual");
    for (int c = 0; c < names.size(); c++) {
      table.numbers(isNumbered ? String.valueOf(c + 1) : names.get(c));
    }
    for (int c = 0; c < names.size(); c++) {
      List<String> row = new ArrayList<>();
      row.add(isNumbered ? (c + 1) + " " + names.get(c) : names.get(c));
      row.addAll(cells.get(c));
      table.add(row);
    }
    table.print(out);
    out.println();
  }

  private static String weight(double weight) {
    return weight == Math.rint(weight)
        ? String.format(Locale.ROOT, "%.0f", weight)
        : NumberFormats.decimals(weight);
  }

  private static Map<String, @Nullable Object> byName(Map<ClassMetric, Double> values) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    values.forEach((metric, value) -> figures.put(metric.settingsName(), value));
    return figures;
  }

  private static Map<String, @Nullable Object> ofClass(Scorecard.Classes classes, int c) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    for (ClassMetric metric : classes.byClass().keySet()) {
      figures.put(metric.settingsName(), classes.of(metric, c));
    }
    figures.put(SUPPORT, classes.support().get(c));
    return figures;
  }
}
