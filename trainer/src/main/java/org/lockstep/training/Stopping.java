package org.lockstep.training;

import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.training.checkpoint.Progress.StoppingState;

/**
 * Decides when a run ends, and keeps the best parameters that it has seen: all that early stopping
 * has to remember, for checkpoints too.
 */
final class Stopping {
  private final StoppingSettings settings;
  private final long iterations;
  private final int iterationsPerEpoch;

  private double best;
  private long bestIteration;
  private int validationsWithoutGain;
  private float @Nullable [] bestParameters;
  private @Nullable Metrics bestMetrics;
  private @Nullable StopReason verdict;

  /** Begins a run of so many iterations at most. */
  Stopping(StoppingSettings settings, long iterations, int iterationsPerEpoch) {
    this.settings = settings;
    this.iterations = iterations;
    this.iterationsPerEpoch = iterationsPerEpoch;
    best = settings.early().map(early -> early.metric().worst()).orElse(Double.NaN);
  }

  /**
   * Goes on where a run has been before.
   *
   * @param parameters the best, if they were kept
   */
  void restore(StoppingState state, float @Nullable [] parameters) {
    best = state.best();
    bestIteration = state.bestIteration();
    bestMetrics = state.bestMetrics();
    validationsWithoutGain = state.validationsWithoutGain();
    verdict = state.ended() == null ? null : StopReason.valueOf(state.ended());
    bestParameters = parameters;
  }

  /** All that it remembers but the best parameters. */
  StoppingState state() {
    return new StoppingState(
        best,
        bestIteration,
        bestMetrics,
        validationsWithoutGain,
        verdict == null ? null : verdict.name());
  }

  /** The best parameters; null if none are kept. Nobody writes into them. */
  float @Nullable [] bestParameters() {
    return bestParameters;
  }

  /**
   * Whether and why the run ends here.
   *
   * @param done iterations done
   * @param nanos time that they took
   */
  @Nullable StopReason ended(long done, long nanos) {
    if (verdict != null) {
      return verdict;
    }
    if (done >= iterations) {
      return StopReason.EPOCHS;
    }
    if (done >= settings.maxIterations().orElse(Long.MAX_VALUE)) {
      return StopReason.MAX_ITERATIONS;
    }
    return nanos >= settings.maxMinutes().orElse(Double.POSITIVE_INFINITY) * 60e9
        ? StopReason.MAX_MINUTES
        : null;
  }

  /** Whether the model is to be validated after so many iterations. */
  boolean isValidationDue(long done) {
    return done % settings.validateEvery().orElse(iterationsPerEpoch) == 0;
  }

  /**
   * Takes the metrics of a validation.
   *
   * @param parameters θ; copied where it has to be kept
   */
  void validated(float[] parameters, Metrics metrics, long done) {
    StoppingSettings.Early early = settings.early().orElse(null);
    if (early != null) {
      double value = metrics.value(early.metric());
      if (early.metric().gain(value, best) > early.minChange()) {
        best = value;
        bestIteration = done;
        bestMetrics = metrics;
        bestParameters = early.restoreBest() ? parameters.clone() : null;
        validationsWithoutGain = 0;
      } else {
        validationsWithoutGain++;
      }
    }
    if (settings.target().isPresent()) {
      StoppingSettings.Target target = settings.target().get();
      if (target.metric().gain(metrics.value(target.metric()), target.value()) >= 0) {
        verdict = StopReason.TARGET;
      }
    }
    if (verdict == null && early != null && validationsWithoutGain >= early.patience()) {
      verdict = StopReason.EARLY_STOPPING;
    }
  }

  /**
   * Puts the best parameters back, if the settings say so and there are any.
   *
   * @param theta where they are written
   * @return how good they are; null if nothing has been written
   */
  @Nullable Metrics restoreBest(float[] theta) {
    if (bestParameters == null) {
      return null;
    }
    System.arraycopy(bestParameters, 0, theta, 0, theta.length);
    return bestMetrics;
  }

  /** The iteration after which the best validation was made. */
  long bestIteration() {
    return bestIteration;
  }
}
