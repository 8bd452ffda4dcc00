package org.lockstep.jobs.tune;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * The progress of a trial.
 *
 * @param status whether and how the trial has ended
 * @param epochs the completed epochs that the last checkpoint has recorded, in order
 * @param epochsDone the number of completed epochs
 * @param validation the latest validation metrics; those of the model if the trial is finished
 * @param digest of the current parameters, or of the model
 * @param failure the reason if the trial has diverged
 */
record TrialState(
    Status status,
    List<EpochResult> epochs,
    int epochsDone,
    @Nullable Metrics validation,
    @Nullable String digest,
    @Nullable String failure) {
  /** Whether and how a trial has ended, in the order in which trials are listed. */
  enum Status {
    /** The trial has a model. */
    FINISHED,
    /** The trial has a checkpoint; it may continue, or was eliminated. */
    PAUSED,
    /** The trial has no checkpoint yet. */
    WAITING,
    /** The loss or a parameter was NaN or infinite. */
    DIVERGED;

    /** The name in results. */
    String resultName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the list. */
  TrialState {
    epochs = List.copyOf(epochs);
  }

  /** The state before any training. */
  static final TrialState NONE = unfinished(List.of(), null);

  /** The state of a trial without a model; it has diverged if there is a failure. */
  static TrialState unfinished(List<EpochResult> epochs, @Nullable String failure) {
    EpochResult last = epochs.isEmpty() ? null : epochs.get(epochs.size() - 1);
    Status status = last == null ? Status.WAITING : Status.PAUSED;
    return new TrialState(
        failure == null ? status : Status.DIVERGED,
        epochs,
        epochs.size(),
        last == null ? null : last.validation(),
        last == null ? null : last.digest(),
        failure);
  }

  /** Whether the trial is finished or has diverged. */
  boolean isOver() {
    return status == Status.FINISHED || status == Status.DIVERGED;
  }

  /** The latest value of a metric; NaN if there is none, or the trial has diverged. */
  double figure(ValidationMetric metric) {
    return status == Status.DIVERGED || validation == null ? Double.NaN : validation.value(metric);
  }

  /**
   * The value of a metric after a number of epochs, or at the end of a shorter trial; NaN if there
   * is none.
   *
   * @param done the number of epochs, 1 or more
   */
  double figureAfter(int done, ValidationMetric metric) {
    if (epochs.size() < done) {
      return figure(metric);
    }
    Metrics then = epochs.get(done - 1).validation();
    return then == null ? Double.NaN : then.value(metric);
  }
}
