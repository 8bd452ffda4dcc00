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
import org.lockstep.training.metric.Scorecard;

/** Formats all metrics of a model as text and as JSON. */
final class ScorecardReport {
  /** With more classes a row of the confusion matrix does not fit a line. */
  private static final int MOST_CLASSES_PRINTED = 20;

  private ScorecardReport() {}

  /** The metrics by name; those of a class under its label. */
  static Map<String, @Nullable Object> figures(Scorecard scorecard, TargetEncoding target) {
    Map<String, @Nullable Object> figures = means(scorecard);
    if (scorecard instanceof Scorecard.Classes classes) {
      Map<String, @Nullable Object> topK = new LinkedHashMap<>();
      classes.summary().topK().forEach((k, share) -> topK.put(k.toString(), share));
      figures.put("top-k-accuracy", topK);
      figures.put("macro", mean(classes.means().macro()));
      figures.put("weighted", mean(classes.means().weighted()));
      Map<String, @Nullable Object> perClass = new LinkedHashMap<>();
      List<Object> labels = ((TargetEncoding.Classes) target).labels();
      for (int c = 0; c < labels.size(); c++) {
        perClass.put(String.valueOf(labels.get(c)), ofClass(classes, c));
      }
      figures.put("per-class", perClass);
      figures.put("confusion", classes.confusion());
    }
    return figures;
  }

  /** Prints the metrics, a table of the classes, and the confusion matrix. */
  static void print(Scorecard scorecard, TargetEncoding target, PrintWriter out) {
    out.println("evaluation  " + Report.line(means(scorecard)));
    if (!(scorecard instanceof Scorecard.Classes classes)) {
      return;
    }
    classes
        .summary()
        .topK()
        .forEach((k, share) -> out.println("top-" + k + "  " + NumberFormats.decimals(share)));
    out.println("macro  " + Report.line(mean(classes.means().macro())));
    out.println("weighted  " + Report.line(mean(classes.means().weighted())));
    List<Object> labels = ((TargetEncoding.Classes) target).labels();
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

  private static Map<String, @Nullable Object> means(Scorecard scorecard) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("loss", scorecard.loss());
    if (scorecard instanceof Scorecard.Classes classes) {
      figures.put("accuracy", classes.summary().accuracy());
      figures.put("log-loss", classes.summary().logLoss());
      figures.put("brier", classes.summary().brier());
      figures.put("roc-auc", classes.rocAuc().mean());
      figures.put("pr-auc", classes.prAuc().mean());
    } else if (scorecard instanceof Scorecard.Numbers numbers) {
      figures.put("rmse", numbers.rmse());
      figures.put("r2", numbers.r2());
      figures.put("mae", numbers.mae());
      figures.put("explained-variance", numbers.explainedVariance());
    }
    return figures;
  }

  private static Map<String, @Nullable Object> mean(Scorecard.Mean mean) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("precision", mean.precision());
    figures.put("recall", mean.recall());
    figures.put("f1", mean.f1());
    return figures;
  }

  private static Map<String, @Nullable Object> ofClass(Scorecard.Classes classes, int c) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("precision", classes.byClass().precision().get(c));
    figures.put("recall", classes.byClass().recall().get(c));
    figures.put("f1", classes.byClass().f1().get(c));
    figures.put("roc-auc", classes.rocAuc().byClass().get(c));
    figures.put("pr-auc", classes.prAuc().byClass().get(c));
    figures.put("support", classes.byClass().support().get(c));
    return figures;
  }
}
