package org.lockstep.jobs.train;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.model.CrossValidationReport;
import org.lockstep.jobs.model.ModelLength;
import org.lockstep.jobs.settings.RunListeners;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.CrossValidation;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.Provenance;
import org.lockstep.model.run.RunFiles;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * A cross-validation: a run on each fold, in a folder of its own, then the run on all rows in the
 * folder of the whole.
 *
 * <pre>
 *   folds/fold-001/   the run that validates on fold 1
 *   checkpoints/ ...  the run on all rows
 * </pre>
 *
 * <p>Each is a usual run with its settings, so its bits are those of that run alone. The progress
 * is in the folders: a fold that is finished is not trained again.
 */
final class FoldRuns {
  /** What a run is to the whole. */
  enum Part {
    /** The first fold, which tells of the data. */
    FIRST_FOLD,
    /** Another fold, with nothing new to tell. */
    OTHER_FOLD,
    /** The run on all rows. */
    ALL_ROWS
  }

  private final SparkSession spark;
  private final SettingsFile settings;
  private final Validation.Folds folds;
  private final RunFolder folder;
  private final Function<Part, List<TrainingListener>> console;
  private final Consumer<String> progress;
  private final Configuration hadoop;
  private boolean isKept;
  private volatile boolean stopRequested;
  private volatile @Nullable Trainer current;

  /**
   * Creates it; trains nothing.
   *
   * @param settings of the whole
   * @param folds that their data.validation names
   * @param folder of the whole
   * @param console makes the listeners of a run that print to the console
   * @param progress receives a line for each fold
   */
  FoldRuns(
      SparkSession spark,
      SettingsFile settings,
      Validation.Folds folds,
      RunFolder folder,
      Function<Part, List<TrainingListener>> console,
      Consumer<String> progress) {
    this.spark = spark;
    this.settings = settings;
    this.folds = folds;
    this.folder = folder;
    this.console = console;
    this.progress = progress;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
  }

  /**
   * Trains what is not finished.
   *
   * @return the result of the run on all rows; the manifest of its model has those of the folds
   * @throws RunStoppedException after {@link #requestStop}, or if a file asks for it
   */
  TrainingResult train() {
    settings.run().onAllRows(1); // refuses what would end the last run after all others
    folder.takeStopFile(); // left over from an earlier process
    folder.start();
    List<CrossValidation.Fold> results = new ArrayList<>();
    for (int number = 1; number <= folds.count(); number++) {
      folder.requireHeld();
      results.add(train(folds.fold(number)));
    }
    CrossValidation result = new CrossValidation(results);
    RunSettings all = settings.run().onAllRows(result.epochs());
    progress.accept("all rows  " + length(all, results));
    Trainer trainer =
        new Trainer(spark, all, listeners(settings.with(all, List.of()), folder, Part.ALL_ROWS));
    Map<String, Object> found = new LinkedHashMap<>();
    found.put(Provenance.CROSS_VALIDATION, result.plain());
    return run(trainer, () -> trainer.train(folder, found));
  }

  private String length(RunSettings all, List<CrossValidation.Fold> results) {
    int epochs = all.training().batches().epochs();
    return settings.run().training().stopping().needsValidation()
        ? "%d epochs, the median of the folds' %s"
            .formatted(
                epochs,
                results.stream()
                    .map(fold -> CrossValidationReport.epochs(fold.epochs()))
                    .collect(Collectors.joining(", ")))
        : "%d epochs, as set".formatted(epochs);
  }

  /** Stops after the current iteration. Thread-safe. */
  void requestStop() {
    stopRequested = true;
    Trainer trainer = current;
    if (trainer != null) {
      trainer.requestStop();
    }
  }

  private CrossValidation.Fold train(Validation.Fold fold) {
    String output =
        String.format(
            Locale.ROOT, "%s/%s/fold-%03d", folder.output(), RunFiles.FOLDS, fold.number());
    SettingsFile its =
        settings.with(
            settings.run().onFold(fold, output),
            List.of(
                "data.validation={ folds = %d, fold = %d, stratified = %s }"
                    .formatted(fold.count(), fold.number(), fold.stratified()),
                "output=" + ConfigUtil.quoteString(output)));
    try (RunFolder run = open(its)) {
      if (!run.isFinished()) {
        Trainer trainer = new Trainer(spark, its.run(), listeners(its, run, part(fold)));
        run(trainer, () -> trainer.train(run));
        keep();
      }
    } catch (RunStoppedException e) {
      throw new RunStoppedException(
          "stopped in fold %d of %d, as requested; lockstep resume %s continues from there"
              .formatted(fold.number(), fold.count(), folder.output()));
    }
    Model model = ModelFolder.read(hadoop, output);
    CrossValidation.Fold result =
        new CrossValidation.Fold(
            model.digest(),
            ModelLength.of(model, output).modelEpochs(),
            Objects.requireNonNull(ModelFolder.readValidation(hadoop, output)).byName());
    progress.accept(
        "trained  fold %d/%d, %s"
            .formatted(fold.number(), fold.count(), CrossValidationReport.line(result)));
    return result;
  }

  private RunFolder open(SettingsFile its) {
    String output = its.run().output();
    if (!RunFiles.existIn(hadoop, output)) {
      return RunFolder.begin(hadoop, output, false, its.run().tables(), its.text(), progress);
    }
    RunFolder run = RunFolder.reopen(hadoop, output);
    if (!run.isFinished()) {
      run.hold(progress);
      run.replaceSettings(its.text());
    }
    return run;
  }

  private <T> T run(Trainer trainer, Supplier<T> training) {
    current = trainer;
    if (stopRequested) { // the stop came between two runs
      trainer.requestStop();
    }
    try {
      return training.get();
    } finally {
      current = null;
    }
  }

  private static Part part(Validation.Fold fold) {
    return fold.number() == 1 ? Part.FIRST_FOLD : Part.OTHER_FOLD;
  }

  private TrainingListener[] listeners(SettingsFile its, RunFolder run, Part part) {
    List<TrainingListener> listeners = new ArrayList<>(console.apply(part));
    listeners.add(new Whole());
    return RunListeners.of(its, run, spark, listeners);
  }

  /** Once a fold can be resumed, so can the whole. */
  private void keep() {
    if (!isKept) {
      isKept = true;
      folder.keep();
    }
  }

  /** What a run on a fold has to do with the folder of the whole. */
  private final class Whole implements TrainingListener {
    @Override
    public void checkpointWritten(long iteration) {
      keep();
    }

    @Override
    public void epochDone(EpochResult epoch) {
      if (folder.takeStopFile()) {
        requestStop();
      }
    }
  }
}
