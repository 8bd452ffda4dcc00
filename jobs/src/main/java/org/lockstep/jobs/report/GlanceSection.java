package org.lockstep.jobs.report;

import static org.lockstep.NumberFormats.count;
import static org.lockstep.NumberFormats.time;
import static org.lockstep.NumberFormats.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.lockstep.Quoted;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.jobs.console.ShellCommand;
import org.lockstep.listener.HistoryRow;
import org.lockstep.listener.chart.Markup;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.CrossValidation;
import org.lockstep.model.Manifest;
import org.lockstep.model.Metrics;

/** The main results of a run: best epoch, validation metrics, loss, time, digest. */
final class GlanceSection {
  private GlanceSection() {}

  static void write(Markup html, ReportedRun run, String prefix, int level) {
    Section.open(html, prefix + "glance", "At a glance", level);
    html.open("dl", "class", "figures");
    writeBest(html, run);
    run.manifest().ifPresent(model -> writeDecision(html, model));
    run.manifest()
        .flatMap(manifest -> CrossValidation.of(manifest.provenance()))
        .ifPresent(folds -> writeFolds(html, folds));
    run.manifest().map(Manifest::test).ifPresent(test -> writeTest(html, run, test));
    run.epochLoss()
        .ifPresent(loss -> figure(html, "Training loss", value(loss), "mean of the last epoch"));
    run.last()
        .ifPresent(
            last ->
                figure(
                    html,
                    "Time",
                    time(last.elapsed()),
                    "%s iterations, %s each"
                        .formatted(
                            count(last.iteration()), time(run.seconds() / run.iterations()))));
    html.open("div", "class", "digest");
    html.element("dt", "Digest of the parameters");
    html.open("dd");
    if (run.manifest().isPresent()) {
      html.element("code", run.manifest().get().digest());
      html.element("small", kept(run, run.manifest().get()));
    } else {
      html.text("none yet");
      html.element(
          "small",
          "The run is not finished; %s continues it."
              .formatted(ShellCommand.of("resume", run.path())));
    }
    html.close();
    html.close();
    html.close();
    run.diagnosis()
        .ifPresent(
            diagnosis ->
                html.element(
                    "p", StringUtils.capitalize(diagnosis.sentence()) + ".", "class", "diagnosis"));
    Section.close(html);
  }

  private static void writeBest(Markup html, ReportedRun run) {
    String epochs = "of " + run.settings().getOrDefault("training.epochs", "?");
    Optional<HistoryRow> best = run.best();
    if (best.isEmpty()) {
      run.last()
          .ifPresent(
              last -> figure(html, "Epoch", count(last.epoch()), epochs + "; no validation"));
      return;
    }
    HistoryRow row = best.get();
    figure(
        html,
        "Best epoch",
        count(row.epoch()),
        "%s; iteration %s, by validation %s"
            .formatted(epochs, count(row.iteration()), run.goal().metric().settingsName()));
    for (ValidationMetric metric : run.metrics()) {
      writeValidation(html, run, metric, row);
    }
    writeValidation(html, run, ValidationMetric.LOSS, row);
  }

  /** What was decided on the validation examples. */
  private static void writeDecision(Markup html, Manifest model) {
    if (model.encoding().target() instanceof TargetEncoding.Classes classes) {
      classes
          .thresholdLabel()
          .ifPresent(
              label ->
                  figure(
                      html,
                      "Threshold",
                      value(classes.decision().threshold()),
                      "the probability from which on %s is predicted".formatted(Quoted.of(label))));
    }
    model
        .provenance()
        .temperature()
        .ifPresent(
            temperature ->
                figure(
                    html,
                    "Temperature",
                    value(temperature),
                    "what the output layer was divided by for calibrated probabilities"));
  }

  private static void writeFolds(Markup html, CrossValidation folds) {
    Map<String, Double> errors = folds.standardErrors();
    Map<String, Double> deviations = folds.deviations();
    folds
        .means()
        .forEach(
            (metric, mean) ->
                figure(
                    html,
                    "Cross-validation " + metric,
                    value(mean),
                    "mean of %s folds, +/- %s; deviation %s"
                        .formatted(
                            count(folds.folds().size()),
                            value(errors.getOrDefault(metric, Double.NaN)),
                            value(deviations.getOrDefault(metric, Double.NaN)))));
  }

  private static void writeTest(Markup html, ReportedRun run, Metrics test) {
    List<ValidationMetric> metrics = new ArrayList<>(run.metrics());
    metrics.add(ValidationMetric.LOSS);
    for (ValidationMetric metric : metrics) {
      figure(
          html,
          "Test " + metric.settingsName(),
          value(test.value(metric)),
          "of the model, on %s examples to test on".formatted(count(test.examples())));
    }
  }

  private static void writeValidation(
      Markup html, ReportedRun run, ValidationMetric metric, HistoryRow best) {
    double last =
        run.history().stream()
            .map(row -> ReportedRun.value(metric, row))
            .filter(v -> v.isPresent())
            .mapToDouble(v -> v.getAsDouble())
            .reduce(Double.NaN, (earlier, later) -> later);
    figure(
        html,
        "Validation " + metric.settingsName(),
        value(ReportedRun.value(metric, best).orElse(Double.NaN)),
        "at the best epoch; %s at the last".formatted(value(last)));
  }

  /** The iteration whose parameters the model has, and the reason why the run ended. */
  private static String kept(ReportedRun run, Manifest model) {
    Object iteration = model.provenance().training().get("model-iteration");
    Object stopped = model.provenance().training().get("stopped");
    return "after iteration %s; the run ended by %s; in %s"
        .formatted(
            iteration instanceof Number n ? count(n.longValue()) : iteration, stopped, run.path());
  }

  private static void figure(Markup html, String name, String value, String more) {
    html.open("div");
    html.element("dt", name);
    html.open("dd");
    html.text(value);
    html.element("small", more);
    html.close();
    html.close();
  }
}
