package org.lockstep.jobs.train;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.session.Failure;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.session.StopSignals;
import org.lockstep.jobs.session.Stopwatch;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.run.OutputGuard;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingPlan;

/**
 * Runs two iterations with all steps of a run: reading, dealing, gradients, validation, checkpoints
 * and the model. Writes to a temporary folder beside the run's output, on the same file system, and
 * deletes it at the end, also after an error.
 */
final class DryRun {
  private static final int ITERATIONS = 2;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;

  /**
   * Creates it.
   *
   * @param json whether the result is one JSON object, alone on {@code out}
   */
  DryRun(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Runs it and prints the result; returns the exit status. */
  int run(SettingsFile settings) {
    RunSettings run = settings.run().firstFold();
    Configuration hadoop = SparkSessions.hadoop(settings.spark());
    OutputGuard.requireWritable(hadoop, run.output(), run.overwrite(), run.tables());
    RunSettings rehearsal = run.rehearsal(ITERATIONS, besides(run.output()));
    Stopwatch stopwatch = new Stopwatch(err);
    try (RunFolder folder =
        RunFolder.begin(hadoop, rehearsal.output(), false, rehearsal.tables(), settings.text())) {
      train(settings, rehearsal, folder, stopwatch);
    } catch (RunStoppedException e) {
      err.println("lockstep: the dry run was stopped; its files are deleted");
      return Failure.STOPPED;
    }
    Estimate estimate = Estimate.of(run, stopwatch);
    if (json) {
      out.println(Report.json(figures(stopwatch, estimate)));
    } else {
      print(settings, stopwatch, estimate);
    }
    return 0;
  }

  private static String besides(String output) {
    String suffix = UUID.randomUUID().toString().substring(0, 8);
    return new Path(output).suffix("-dry-run-" + suffix).toString();
  }

  private void train(
      SettingsFile settings, RunSettings rehearsal, RunFolder folder, Stopwatch stopwatch) {
    try (SparkSessions spark = SparkSessions.open(settings.spark())) {
      stopwatch.start();
      Trainer trainer = new Trainer(spark.session(), rehearsal, stopwatch);
      StopSignals.sendTo(trainer::requestStop, err, () -> trainer.train(folder));
    } finally {
      folder.discard();
    }
  }

  /**
   * The estimated time of a run, from the last iteration, which is the least affected by warm-up.
   *
   * @param epochSeconds of an epoch with its validations
   * @param runSeconds of the whole run, unless it stops early
   */
  private record Estimate(double epochSeconds, double runSeconds) {
    static Estimate of(RunSettings run, Stopwatch measured) {
      TrainingPlan plan = measured.plan();
      long perEpoch = plan.iterationsPerEpoch();
      double validations =
          (double) perEpoch / run.training().stopping().validateEvery().orElse(perEpoch);
      double epoch =
          perEpoch * measured.iterationSeconds() + validations * measured.validationSeconds();
      long iterations =
          Math.min(
              plan.epochs() * perEpoch,
              run.training().stopping().maxIterations().orElse(Long.MAX_VALUE));
      return new Estimate(epoch, measured.dataSeconds() + epoch * iterations / perEpoch);
    }
  }

  private void print(SettingsFile settings, Stopwatch measured, Estimate estimate) {
    TrainingPlan plan = measured.plan();
    out.printf(
        Locale.ROOT,
        "data  %,d examples to train, %,d to validate, in %d lanes after %s%n",
        plan.examples(),
        plan.validationExamples(),
        plan.lanes(),
        duration(measured.dataSeconds()));
    out.printf(
        Locale.ROOT,
        "tried  iterations %d, the last in %s; validations %d; checkpoints %d of %s; the model%n",
        measured.iterations(),
        duration(measured.iterationSeconds()),
        measured.validations(),
        measured.checkpoints(),
        FileUtils.byteCountToDisplaySize(plan.checkpointBytes()));
    out.printf(
        Locale.ROOT,
        "estimate  an epoch %s, all %,d epochs %s, or less: the first iterations are the slowest%n",
        duration(estimate.epochSeconds()),
        plan.epochs(),
        duration(estimate.runSeconds()));
    if (settings.run().data().validation() instanceof Validation.Folds folds) {
      out.printf(Locale.ROOT, "folds  %d, each such a run, and one on all rows%n", folds.count());
    }
    out.println("no problems; all files of the dry run are deleted");
  }

  private static Map<String, @Nullable Object> figures(Stopwatch measured, Estimate estimate) {
    TrainingPlan plan = measured.plan();
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("examples", plan.examples());
    figures.put("validation-examples", plan.validationExamples());
    figures.put("lanes", plan.lanes());
    figures.put("partitions", plan.partitions());
    figures.put("exchange", plan.exchange());
    figures.put("iterations", measured.iterations());
    figures.put("judgements", measured.validations());
    figures.put("checkpoints", measured.checkpoints());
    figures.put("data-seconds", measured.dataSeconds());
    figures.put("iteration-seconds", measured.iterationSeconds());
    figures.put("epoch-seconds", estimate.epochSeconds());
    figures.put("run-seconds", estimate.runSeconds());
    return figures;
  }

  private static String duration(double seconds) {
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.1f ms", seconds * 1000);
    } else if (seconds < 120) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return seconds < 7200
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
