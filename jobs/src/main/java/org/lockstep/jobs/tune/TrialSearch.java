package org.lockstep.jobs.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.jobs.settings.RunListeners;
import org.lockstep.model.run.RunFolder;
import org.lockstep.optimization.DivergenceException;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * Runs the trials of a search, one after the other or several side by side, and decides which of
 * them continue.
 *
 * <p>A paused trial is a stopped run: it resumes from its checkpoint and reaches the same
 * parameters as without the pause. Trained epochs are not trained again, so the same command
 * continues a search that was killed. Where trials depend on the results of others, these are of
 * earlier rounds, all of whose trials have ended: which trial of a round ends first does not
 * matter.
 */
public final class TrialSearch {
  private static final int TO_THE_END = Integer.MAX_VALUE;

  private final SparkSession spark;
  private final TuneSettings settings;
  private final SearchFolder folder;
  private final TrialLog log;
  private final SideBySide trainers;

  /** The state of each trial, by number. */
  private final Map<Integer, TrialState> states = new ConcurrentHashMap<>();

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
    this.trainers = new SideBySide(spark.sparkContext(), settings.parallel());
    folder.trials().forEach(this::look);
  }

  /**
   * Trains all unfinished trials.
   *
   * @return the results of all trials
   * @throws RunStoppedException after {@link #requestStop}; the current trials have checkpoints
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
      boolean areRounds =
          settings.suggestions().isPresent() || settings.course().pruning().isPresent();
      int size = areRounds ? settings.parallel() : field.size();
      for (int from = 0; from < field.size(); from += size) {
        train(field.subList(from, Math.min(field.size(), from + size)), TO_THE_END, tables);
      }
      if (settings.suggestions().isPresent()) {
        trainSuggested(settings.suggestions().get(), tables);
      }
    }
    TuneReport report = report();
    folder.write(report.json());
    return report;
  }

  private void trainSuggested(Suggestions suggestions, TrainingDataCache tables) {
    while (folder.trials().size() < suggestions.count()) {
      List<TreeParzen.Seen> seen =
          folder.trials().stream()
              .map(its -> new TreeParzen.Seen(its.trial().values(), merit(its, TO_THE_END)))
              .toList();
      List<TrialFolder> round = new ArrayList<>();
      for (int i = 0;
          i < settings.parallel() && round.size() + seen.size() < suggestions.count();
          i++) {
        Trial next =
            suggestions.next(
                folder.trials().size() + 1,
                seen,
                round.stream().map(its -> its.trial().values()).toList());
        TrialFolder added = folder.add(next);
        look(added);
        round.add(added);
      }
      train(round, TO_THE_END, tables);
    }
  }

  /** Stops the search after the current iterations. Thread-safe. */
  public void requestStop() {
    trainers.requestStop();
  }

  /** Trains up to the last pause, and returns the trials that continue from there. */
  private List<TrialFolder> survivors(
      Halving halving, List<TrialFolder> all, TrainingDataCache tables) {
    List<TrialFolder> field = all;
    int epochs = all.get(0).trial().epochs(); // the same for all trials with halving
    for (int pause : halving.pauses(epochs)) {
      train(field, pause, tables);
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

  private double merit(EpochResult epoch) {
    return settings.merit(
        epoch.validation() == null ? Double.NaN : epoch.validation().value(settings.metric()));
  }

  /** Trains trials that do not depend on one another. */
  private void train(List<TrialFolder> round, int epochs, TrainingDataCache tables) {
    // The trials before the round, whose results are the same for all of it
    List<List<EpochResult>> earlier =
        folder.trials().stream()
            .filter(its -> its.trial().number() < round.get(0).trial().number())
            .map(its -> state(its).epochs())
            .toList();
    trainers.runAll(
        round.stream()
            .<Runnable>map(trial -> () -> train(trial, epochs, earlier, tables))
            .toList());
  }

  /** Trains a trial up to a number of epochs, if it has fewer. */
  private void train(
      TrialFolder trial, int epochs, List<List<EpochResult>> earlier, TrainingDataCache tables) {
    if (state(trial).isOver() || state(trial).epochsDone() >= epochs) {
      return;
    }
    Optional<Pruning> pruning =
        settings
            .course()
            .pruning()
            .map(rule -> new Pruning(rule, this::merit, state(trial).epochs(), earlier));
    if (pruning.map(Pruning::endsTrial).orElse(false)) {
      return; // ended before the search was killed
    }
    TrainingListener events = log.begin(trial.trial(), settings.parallel() == 1);
    PauseAfter pause = new PauseAfter(epochs);
    List<TrainingListener> listeners = new ArrayList<>(List.of(events, pause));
    pruning.ifPresent(listeners::add);
    try (RunFolder run = trial.open(log::noticed)) {
      train(
          run,
          new Trainer(
              spark,
              trial.trial().settings().run(),
              tables,
              RunListeners.of(trial.trial().settings(), run, spark, listeners)));
    } catch (RunStoppedException e) {
      if (!pause.isReached() && !pruning.map(Pruning::endsTrial).orElse(false)) {
        throw stopped(trial);
      }
    }
    trial.hasRun();
    look(trial);
    log.ranked(
        trial.trial(),
        settings.metric().settingsName(),
        state(trial).figureAfter(epochs, settings.metric()),
        state(trial).epochsDone(),
        !state(trial).isOver() && pruning.map(Pruning::endsTrial).orElse(false));
    write();
    if (trainers.isToStop()) { // the stop came while it was pausing or at its end
      throw stopped(trial);
    }
  }

  private void train(RunFolder run, Trainer trainer) {
    trainers.begin(trainer);
    try {
      trainer.train(run);
    } catch (DivergenceException e) {
      TrialFolder.markDiverged(run, e); // the search continues with the other trials
    } finally {
      trainers.end(trainer);
    }
  }

  private RunStoppedException stopped(TrialFolder trial) {
    return new RunStoppedException(
        "stopped in trial %d of %d, as requested; the same command continues from there"
            .formatted(trial.trial().number(), settings.count()));
  }

  private TrialState state(TrialFolder trial) {
    return states.getOrDefault(trial.trial().number(), TrialState.NONE);
  }

  private void look(TrialFolder trial) {
    states.put(trial.trial().number(), trial.state());
  }

  private synchronized void write() {
    folder.write(report().json());
  }

  private TuneReport report() {
    return new TuneReport(
        settings,
        folder.trials().stream()
            .map(trial -> new TuneReport.Row(trial.trial(), state(trial)))
            .toList());
  }
}
