package org.lockstep.jobs.train;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.model.CrossValidationReport;
import org.lockstep.jobs.model.NextStep;
import org.lockstep.jobs.model.ScorecardReport;
import org.lockstep.jobs.model.ThresholdLine;
import org.lockstep.metric.Diagnosis;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.CrossValidation;
import org.lockstep.model.Provenance;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.StoppingSettings.Early;
import org.lockstep.training.StopReason;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.evaluation.Evaluation;

/**
 * Formats the result of a run as text and as JSON.
 *
 * @param run the settings of the run
 * @param result the result of the training
 */
record ResultReport(RunSettings run, TrainingResult result) {
  /** Prints one line per result, the digest last. */
  void print(PrintWriter to) {
    crossValidation().ifPresent(folds -> CrossValidationReport.print(folds, to));
    to.printf(
        Locale.ROOT,
        "trained  %d epochs, %d iterations, %.1f s, loss %s%n",
        result.epochs(),
        result.iterations(),
        result.seconds(),
        NumberFormats.decimals(result.loss()));
    if (result.stopped() != StopReason.EPOCHS) {
      to.println("stopped  " + result.stopped().sentence());
    }
    bestEpoch()
        .ifPresent(
            best ->
                to.printf(
                    "best  epoch %d, validation %s%n",
                    best.epoch(), Report.line(Objects.requireNonNull(best.validation()))));
    if (result.modelIteration() < result.iterations()) {
      to.println("restored  the weights after iteration " + result.modelIteration());
    }
    temperature()
        .ifPresent(
            number ->
                to.println("calibrated  temperature %s".formatted(NumberFormats.decimals(number))));
    ThresholdLine.of(target()).ifPresent(line -> to.println("threshold  " + line));
    if (result.validation() != null) {
      to.println(
          "validation  " + Report.line(Report.figures(result.validation()), standardErrors()));
    }
    result
        .test()
        .ifPresent(
            test ->
                to.printf(
                    Locale.ROOT,
                    "test  %s, %,d examples%n",
                    Report.line(
                        Report.figures(test.scorecard().metrics()),
                        Report.byName(test.standardErrors())),
                    test.scorecard().examples()));
    diagnosis()
        .filter(its -> crossValidation().isEmpty())
        .ifPresent(diagnosis -> to.println("diagnosis  " + diagnosis.sentence()));
    to.println("model  " + run.output());
    to.println("use  " + NextStep.afterTraining(run.output(), run.data().validation()));
    to.println("digest  " + result.model().digest());
  }

  /** The same results as JSON. */
  Map<String, @Nullable Object> figures() {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("digest", result.model().digest());
    figures.put("epochs", result.epochs());
    figures.put("iterations", result.iterations());
    figures.put("stopped", result.stopped().resultName());
    figures.put("best-epoch", bestEpoch().map(EpochResult::epoch).orElse(null));
    figures.put("model-iteration", result.modelIteration());
    figures.put("loss", result.loss());
    figures.put(
        "validation", result.validation() == null ? null : Report.figures(result.validation()));
    if (result.validation() != null) {
      figures.put(Provenance.STANDARD_ERRORS, standardErrors());
    }
    temperature().ifPresent(number -> figures.put(Provenance.TEMPERATURE, number));
    if (target() instanceof TargetEncoding.Classes classes && classes.threshold() != null) {
      figures.put("threshold", classes.threshold());
    }
    result.test().ifPresent(test -> figures.put("test", figures(test)));
    crossValidation().ifPresent(folds -> figures.put(Provenance.CROSS_VALIDATION, folds.plain()));
    figures.put("seconds", result.seconds());
    figures.put("lanes", result.lanes());
    figures.put("partitions", result.partitions());
    figures.put("exchange", result.exchange());
    figures.put("output", run.output());
    return figures;
  }

  private OptionalDouble temperature() {
    return result.model().provenance().temperature();
  }

  private TargetEncoding target() {
    return result.model().encoding().target();
  }

  private Optional<CrossValidation> crossValidation() {
    return CrossValidation.of(result.model().provenance());
  }

  private Map<String, @Nullable Object> standardErrors() {
    return Report.byName(result.scores().standardErrors());
  }

  /** All that evaluate tells of a table. */
  private Map<String, @Nullable Object> figures(Evaluation.Result test) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("examples", test.scorecard().examples());
    figures.putAll(ScorecardReport.figures(test.scorecard(), target()));
    figures.put("standard-errors", Report.byName(test.standardErrors()));
    return figures;
  }

  /** By the metric that decides. */
  private Optional<EpochResult> bestEpoch() {
    return result.bestEpoch(metric());
  }

  private Optional<Diagnosis> diagnosis() {
    return Diagnosis.of(
        result.history().stream()
            .map(
                epoch ->
                    new Diagnosis.Epoch(
                        epoch.epoch(),
                        epoch.loss(),
                        epoch.validation() == null
                            ? Double.NaN
                            : epoch.validation().value(metric())))
            .toList(),
        metric());
  }

  /** The metric of early stopping, or the loss without early stopping. */
  private ValidationMetric metric() {
    return run.training().stopping().early().map(Early::metric).orElse(ValidationMetric.LOSS);
  }
}
