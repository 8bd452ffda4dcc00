package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.Quoted;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.jobs.console.Report;
import org.lockstep.training.metric.ClassMetric;
import org.lockstep.training.metric.Scorecard;

/** Formats all metrics of a model as text and as JSON. */
public final class ScorecardReport {
  /** With more classes a row of the confusion matrix does not fit a line. */
  private static final int MOST_CLASSES_PRINTED = 20;

  private ScorecardReport() {}

  /** The metrics by name; those of a class under its label. */
  public static Map<String, @Nullable Object> figures(Scorecard scorecard, TargetEncoding target) {
    Map<String, @Nullable Object> figures = overall(scorecard, target);
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
            });
    return figures;
  }

  /** The metrics over all examples, and the class that some of them are of. */
  private static Map<String, @Nullable Object> overall(Scorecard scorecard, TargetEncoding target) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>(scorecard.byName());
    if (target instanceof TargetEncoding.Classes classes) {
      classes
          .positiveIndex()
          .ifPresent(c -> figures.put("positive-class", String.valueOf(classes.labels().get(c))));
    }
    return figures;
  }

  /** Prints the metrics, a table of the classes, and the confusion matrix. */
  static void print(Scorecard scorecard, TargetEncoding target, PrintWriter out) {
    out.println("evaluation  " + Report.line(overall(scorecard, target)));
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
    for (int c = 0; c < labels.size(); c++) {
      out.println("class " + Quoted.of(labels.get(c)) + "  " + Report.line(ofClass(classes, c)));
    }
    for (int c = 0; c < labels.size(); c++) {
      out.println("confusion " + Quoted.of(labels.get(c)) + "  " + row(classes.confusion().get(c)));
    }
  }

  private static String row(List<Double> weights) {
    return weights.stream()
        .map(w -> w == Math.rint(w) ? "%.0f".formatted(w) : NumberFormats.decimals(w))
        .collect(Collectors.joining(" "));
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
    figures.put("support", classes.support().get(c));
    return figures;
  }
}
