package org.lockstep.jobs.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.lockstep.NumberFormats;
import org.lockstep.Quoted;
import org.lockstep.Secrets;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.jobs.console.ShellCommand;
import org.lockstep.listener.chart.Markup;
import org.lockstep.model.Manifest;
import org.lockstep.training.metric.Scorecard;

/** The evaluation of the model: its metrics, and the confusion matrix or the residuals. */
final class EvaluationSection {
  /** A value of {@code data.validation} that is a fraction, not a table. */
  private static final Pattern FRACTION = Pattern.compile("[\\d.eE+-]+");

  private EvaluationSection() {}

  static String title(ReportedRun run) {
    return run.goal().task() == Task.CLASSIFICATION ? "Confusion matrix" : "Residuals";
  }

  static void write(Markup html, ReportedRun run, String prefix, int level) {
    Section.open(html, prefix + "answers", title(run), level);
    run.model()
        .ifPresentOrElse(
            model ->
                model
                    .evaluation()
                    .ifPresentOrElse(
                        evaluation -> write(html, model.manifest(), evaluation, prefix, level + 1),
                        () -> writeHowToEvaluate(html, run)),
            () -> Section.absent(html, "Available when the run is finished and has a model."));
    Section.close(html);
  }

  private static void write(
      Markup html, Manifest model, ReportedEvaluation evaluation, String prefix, int level) {
    Scorecard scorecard = evaluation.scorecard();
    html.open("p");
    html.text("The model's predictions for ");
    html.element("code", Secrets.hiddenIn(evaluation.data()));
    html.text(", %s examples.".formatted(NumberFormats.count(scorecard.examples())));
    html.close();
    html.open("dl", "class", "metrics");
    metrics(scorecard)
        .forEach(
            (name, value) -> {
              html.open("div");
              html.element("dt", name);
              html.element("dd", NumberFormats.value(value));
              html.close();
            });
    html.close();
    TargetEncoding target = model.encoding().target();
    if (target instanceof TargetEncoding.Classes encoding) {
      List<String> labels = encoding.labels().stream().map(Quoted::of).toList();
      ConfusionMatrix.write(html, scorecard.classes().orElseThrow(), labels, level);
      ScoreCurves.write(html, scorecard.curves(), encoding, prefix, level);
    } else if (target instanceof TargetEncoding.Numbers numbers) {
      ResidualPlot.write(html, evaluation.predictions(), numbers.outputNames(), prefix, level);
    }
  }

  private static void writeHowToEvaluate(Markup html, ReportedRun run) {
    String validation = run.settings().getOrDefault("data.validation", "");
    boolean isTable = !validation.isEmpty() && !FRACTION.matcher(validation).matches();
    html.open("p", "class", "absent");
    html.text("Left out, since they need the model's predictions. With ");
    html.element(
        "code",
        ShellCommand.of(
            "report",
            run.path(),
            "--data",
            isTable ? Secrets.hiddenIn(validation) : "TABLE.parquet"));
    html.text(" Spark evaluates the model, and they are shown here.");
    html.close();
  }

  private static Map<String, Double> metrics(Scorecard scorecard) {
    Map<String, Double> metrics = new LinkedHashMap<>(scorecard.byName());
    scorecard
        .coverage()
        .forEach((level, share) -> metrics.put("coverage of intervals of " + level, share));
    scorecard
        .classes()
        .ifPresent(
            classes ->
                classes
                    .macro()
                    .forEach(
                        (metric, mean) -> metrics.put("macro " + metric.settingsName(), mean)));
    return metrics;
  }
}
