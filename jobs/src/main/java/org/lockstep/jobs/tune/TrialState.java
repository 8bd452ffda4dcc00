package org.lockstep.jobs.tune;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.settings.ValidationMetric;
import org.lockstep.training.checkpoint.EpochResult;

/**
 * The progress of a trial.
 *
 * @param status whether and how it has ended
 * @param epochs those that are over, the first one first, as far as the last checkpoint knows
 * @param epochsDone how many are over
 * @param validation how it does by now; of a finished trial, how its model does
 * @param digest of its parameters, or those of its model
 * @param failure why it has diverged
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
    /** It has a model. */
    FINISHED,
    /** It could go on from a checkpoint, but others were better; or its turn has not come. */
    PAUSED,
    /** Nothing of it is saved. */
    WAITING,
    /** It has left the finite numbers. */
    DIVERGED;

    /** Its name in results. */
    String resultName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the list. */
  TrialState {
    epochs = List.copyOf(epochs);
  }

  /** Nothing has been trained. */
  static final TrialState NONE = unfinished(List.of(), null);

  /** Of a trial that goes on, or has diverged. */
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

  /** Whether there is nothing left to train. */
  boolean isOver() {
    return status == Status.FINISHED || status == Status.DIVERGED;
  }

  /** Its figure by now; NaN if it has none, or has diverged. */
  double figure(ValidationMetric metric) {
    return status == Status.DIVERGED || validation == null ? Double.NaN : validation.value(metric);
  }

  /**
   * Its figure after so many epochs, or at its end if that came before; NaN if there is none.
   *
   * @param done epochs, 1 or more
   */
  double figureAfter(int done, ValidationMetric metric) {
    if (epochs.size() < done) {
      return figure(metric);
    }
    Metrics then = epochs.get(done - 1).validation();
    return then == null ? Double.NaN : then.value(metric);
  }
}
