package org.lockstep.jobs.tune;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.jobs.model.ModelLength;
import org.lockstep.jobs.settings.SettingsDifference;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.RunFiles;
import org.lockstep.model.run.RunFolder;
import org.lockstep.optimization.DivergenceException;
import org.lockstep.training.checkpoint.CheckpointFolder;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * The run folder of a trial. It holds the whole progress of the trial, so a search stores no state
 * of its own. The file {@link RunFiles#DIVERGED} marks a trial that has diverged.
 */
final class TrialFolder {
  private static final int LONGEST_REASON = 1 << 16;

  private final Configuration hadoop;
  private final Trial trial;
  private boolean isAnothers;

  private TrialFolder(Configuration hadoop, Trial trial, boolean isAnothers) {
    this.hadoop = hadoop;
    this.trial = trial;
    this.isAnothers = isAnothers;
  }

  /**
   * Opens the folder.
   *
   * @throws UserException if it has a run with other settings that may not be replaced
   */
  static TrialFolder of(Configuration hadoop, Trial trial) {
    if (!RunFiles.existIn(hadoop, trial.output())) {
      return new TrialFolder(hadoop, trial, false);
    }
    try (RunFolder run = RunFolder.reopen(hadoop, trial.output())) {
      SettingsFile before = SettingsFile.ofRun(run, List.of(), trial.output());
      List<String> differences = SettingsDifference.of(before.text(), trial.settings().text());
      if (!differences.isEmpty() && !trial.settings().run().overwrite()) {
        throw new UserException(
            "%s holds a run of another search: %s"
                .formatted(trial.output(), String.join(", ", differences)),
            "output",
            "choose another folder, or set overwrite = true to replace the trials there");
      }
      return new TrialFolder(hadoop, trial, !differences.isEmpty());
    }
  }

  /** The trial of this folder. */
  Trial trial() {
    return trial;
  }

  /** Reads the progress of the trial. */
  TrialState state() {
    if (isAnothers || !RunFiles.existIn(hadoop, trial.output())) {
      return TrialState.NONE;
    }
    try (RunFolder run = RunFolder.reopen(hadoop, trial.output())) {
      List<EpochResult> epochs =
          new CheckpointFolder(run.files(), run.checkpoints())
              .latest(damaged -> {})
              .map(saved -> saved.checkpoint().progress().epochs())
              .orElse(List.of());
      return run.isFinished() ? finished(epochs) : TrialState.unfinished(epochs, failure(run));
    }
  }

  private TrialState finished(List<EpochResult> epochs) {
    Model model = ModelFolder.read(hadoop, trial.output());
    return new TrialState(
        TrialState.Status.FINISHED,
        epochs,
        ModelLength.of(model, trial.output()).epochs(),
        ModelFolder.readValidation(hadoop, trial.output()),
        model.digest(),
        null);
  }

  /** Begins or continues the run; replaces a run of another search. */
  RunFolder open(Consumer<String> notices) {
    String settings = trial.settings().text();
    if (!isAnothers && RunFiles.existIn(hadoop, trial.output())) {
      RunFolder run = RunFolder.reopen(hadoop, trial.output());
      run.hold(notices);
      run.replaceSettings(settings);
      return run;
    }
    return RunFolder.begin(
        hadoop, trial.output(), isAnothers, trial.settings().run().tables(), settings, notices);
  }

  /** Records that the run in the folder is now the one of this trial. */
  void hasRun() {
    isAnothers = false;
  }

  /** Records in the run's folder that the trial has diverged. */
  static void markDiverged(RunFolder run, DivergenceException why) {
    run.keep(); // keeps the settings even without a checkpoint
    byte[] reason = String.valueOf(why.getMessage()).getBytes(StandardCharsets.UTF_8);
    try {
      run.files().write(new Path(run.output(), RunFiles.DIVERGED), reason);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to %s".formatted(run.output()), e);
    }
  }

  private static @Nullable String failure(RunFolder run) {
    try {
      byte[] reason = run.files().read(new Path(run.output(), RunFiles.DIVERGED), LONGEST_REASON);
      return new String(reason, StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return null;
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "the record of the divergence cannot be read: %s".formatted(e.getMessage()),
          run.output() + "/" + RunFiles.DIVERGED,
          "delete the folder of the trial to train it again",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s".formatted(run.output()), e);
    }
  }
}
