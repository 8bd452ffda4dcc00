package org.lockstep.jobs.tune;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.jobs.settings.RunListeners;
import org.lockstep.model.run.RunFolder;
import org.lockstep.optimization.DivergenceException;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;

/**
 * Runs the trials of a search one after the other, each on the whole cluster, and decides which of
 * them continue.
 *
 * <p>A paused trial is a stopped run: it resumes from its checkpoint and reaches the same
 * parameters as without the pause. Trained epochs are not trained again, so the same command
 * continues a search that was killed.
 */
public final class TrialSearch {
  private static final int TO_THE_END = Integer.MAX_VALUE;

  private final SparkSession spark;
  private final TuneSettings settings;
  private final SearchFolder folder;
  private final TrialLog log;

  /** The state of each trial, by number. */
  private final Map<Integer, TrialState> states = new HashMap<>();

  private volatile boolean stopRequested;
  private volatile @Nullable Trainer current;

  /**
   * Reads the progress of each trial; trains nothing.
   *
   * @param log receives the events of all trials
   */
  public TrialSearch(SparkSession spark, TuneSettings settings, SearchFolder folder, TrialLog log) {
    this.spark = spark;
    this.settings = settings;
    this.folder = folder;
    this.log = log;
    folder.trials().forEach(this::look);
  }

  /**
   * Trains all unfinished trials.
   *
   * @return the results of all trials
   * @throws RunStoppedException after {@link #requestStop}; the current trial has a checkpoint
   * @throws org.lockstep.UserException if another search is running in the folder
   */
  public TuneReport run() {
    RunFolder.Hold hold = folder.hold(log::noticed);
    try {
      return runHeld();
    } finally {
      hold.release();
    }
  }

  private TuneReport runHeld() {
    try (TrainingDataCache tables = new TrainingDataCache(spark)) {
      List<TrialFolder> field = folder.trials();
      if (settings.halving().isPresent()) {
        field = survivors(settings.halving().get(), field, tables);
      }
      for (TrialFolder trial : field) {
        train(trial, TO_THE_END, tables);
      }
    }
    TuneReport report = report();
    folder.write(report.json());
    return report;
  }

  /** Stops the search after the current iteration. Thread-safe. */
  public void requestStop() {
    stopRequested = true;
    Trainer trainer = current;
    if (trainer != null) {
      trainer.requestStop();
    }
  }

  /** Trains up to the last pause, and returns the trials that continue from there. */
  private List<TrialFolder> survivors(
      Halving halving, List<TrialFolder> all, TrainingDataCache tables) {
    List<TrialFolder> field = all;
    int epochs = all.get(0).trial().epochs(); // the same for all trials with halving
    for (int pause : halving.pauses(epochs)) {
      for (TrialFolder trial : field) {
        train(trial, pause, tables);
      }
      field =
          field.stream()
              .filter(trial -> merit(trial, pause) > Double.NEGATIVE_INFINITY)
              .sorted(Comparator.comparingDouble(trial -> -merit(trial, pause)))
              .limit(halving.survivors(field.size()))
              .sorted(Comparator.comparingInt(trial -> trial.trial().number()))
              .toList();
    }
    return field;
  }

  private double merit(TrialFolder trial, int pause) {
    return settings.merit(state(trial).figureAfter(pause, settings.metric()));
  }

  /** Trains a trial up to a number of epochs, if it has fewer. */
  private void train(TrialFolder trial, int epochs, TrainingDataCache tables) {
    if (state(trial).isOver() || state(trial).epochsDone() >= epochs) {
      return;
    }
    log.begin(trial.trial());
    PauseAfter pause = new PauseAfter(epochs);
    try (RunFolder run = trial.open(log::noticed)) {
      train(run, trainer(trial.trial(), run, pause, tables));
    } catch (RunStoppedException e) {
      if (!pause.isReached()) {
        throw stopped(trial);
      }
    }
    trial.hasRun();
    look(trial);
    log.ranked(
        trial.trial(),
        settings.metric().settingsName(),
        state(trial).figureAfter(epochs, settings.metric()),
        state(trial).epochsDone());
    folder.write(report().json());
    if (stopRequested) { // the stop came while it was pausing or at its end
      throw stopped(trial);
    }
  }

  private void train(RunFolder run, Trainer trainer) {
    current = trainer;
    if (stopRequested) { // the stop came between two trials
      trainer.requestStop();
    }
    try {
      trainer.train(run);
    } catch (DivergenceException e) {
      TrialFolder.markDiverged(run, e); // the search continues with the other trials
    } finally {
      current = null;
    }
  }

  private Trainer trainer(Trial trial, RunFolder run, PauseAfter pause, TrainingDataCache tables) {
    TrainingListener[] listeners =
        RunListeners.of(trial.settings(), run, spark, List.of(log, pause));
    return new Trainer(spark, trial.settings().run(), tables, listeners);
  }

  private RunStoppedException stopped(TrialFolder trial) {
    return new RunStoppedException(
        "stopped in trial %d of %d, as requested; the same command continues from there"
            .formatted(trial.trial().number(), folder.trials().size()));
  }

  private TrialState state(TrialFolder trial) {
    return states.getOrDefault(trial.trial().number(), TrialState.NONE);
  }

  private void look(TrialFolder trial) {
    states.put(trial.trial().number(), trial.state());
  }

  private TuneReport report() {
    return new TuneReport(
        settings,
        folder.trials().stream()
            .map(trial -> new TuneReport.Row(trial.trial(), state(trial)))
            .toList());
  }
}
