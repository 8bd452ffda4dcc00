package org.lockstep.jobs;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.RunFolder;
import org.lockstep.training.StopReason;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/** Trains in a run's folder and says what came of it: what train and resume have in common. */
final class TrainingRun {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;

  /**
   * Creates it.
   *
   * @param json whether the result is one JSON object, alone on {@code out}
   */
  TrainingRun(PrintWriter out, PrintWriter err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Trains, from the folder's last checkpoint if it has one. */
  void train(SettingsFile settings, RunFolder folder) {
    TrainingResult result;
    try (SparkSessions spark = SparkSessions.open(settings.spark())) {
      ProgressLog progress = new ProgressLog(err, settings.run().training().epochs());
      Trainer trainer =
          new Trainer(
              spark.session(),
              settings.run(),
              RunListeners.of(settings, spark.session(), progress));
      result = StopSignals.sendTo(trainer::requestStop, err, () -> trainer.train(folder));
    }
    print(result, folder.output(), json ? err : out);
    if (json) {
      out.println(Report.json(figures(result, folder.output())));
    }
  }

  private static void print(TrainingResult result, String output, PrintWriter to) {
    to.printf(
        Locale.ROOT,
        "trained  %d epochs, %d iterations, %.1f s, loss %s%n",
        result.epochs(),
        result.iterations(),
        result.seconds(),
        Report.number(result.loss()));
    if (result.stopped() != StopReason.EPOCHS) {
      to.println("stopped  " + result.stopped().sentence());
    }
    if (result.modelIteration() < result.iterations()) {
      to.println("restored  the weights after iteration " + result.modelIteration());
    }
    if (result.validation() != null) {
      to.println("validation  " + Report.line(result.validation()));
    }
    to.println("model  " + output);
    to.println("digest  " + result.model().digest());
  }

  private static Map<String, @Nullable Object> figures(TrainingResult result, String output) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("digest", result.model().digest());
    figures.put("epochs", result.epochs());
    figures.put("iterations", result.iterations());
    figures.put("stopped", result.stopped().resultName());
    figures.put("model-iteration", result.modelIteration());
    figures.put("loss", result.loss());
    figures.put(
        "validation", result.validation() == null ? null : Report.figures(result.validation()));
    figures.put("seconds", result.seconds());
    figures.put("lanes", result.lanes());
    figures.put("partitions", result.partitions());
    figures.put("exchange", result.exchange());
    figures.put("output", output);
    return figures;
  }
}
