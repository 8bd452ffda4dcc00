package org.lockstep.training;

import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.training.checkpoint.Progress.StoppingState;

/**
 * Stopping rules of a run: decides when it ends, and keeps the best parameters for early stopping.
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

  /**
   * Creates the rules of a run.
   *
   * @param iterations iterations of all epochs
   */
  Stopping(StoppingSettings settings, long iterations, int iterationsPerEpoch) {
    this.settings = settings;
    this.iterations = iterations;
    this.iterationsPerEpoch = iterationsPerEpoch;
    best = settings.early().map(early -> early.metric().worst()).orElse(Double.NaN);
  }

  /**
   * Restores the state of a checkpoint.
   *
   * @param parameters the best ones; null if none are kept
   */
  void restore(StoppingState state, float @Nullable [] parameters) {
    best = state.best();
    bestIteration = state.bestIteration();
    bestMetrics = state.bestMetrics();
    validationsWithoutGain = state.validationsWithoutGain();
    verdict = state.ended() == null ? null : StopReason.valueOf(state.ended());
    bestParameters = parameters;
  }

  /** The state for a checkpoint, without the best parameters. */
  StoppingState state() {
    return new StoppingState(
        best,
        bestIteration,
        bestMetrics,
        validationsWithoutGain,
        verdict == null ? null : verdict.name());
  }

  /** The best parameters; null if none are kept. Do not modify. */
  float @Nullable [] bestParameters() {
    return bestParameters;
  }

  /**
   * Whether and why the run ends here.
   *
   * @param done iterations done
   * @param nanos time they took
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

  /** Whether a validation is due after that many iterations. */
  boolean isValidationDue(long done) {
    return done % settings.validateEvery().orElse(iterationsPerEpoch) == 0;
  }

  /**
   * Takes the metrics of a validation.
   *
   * @param parameters θ; copied if they are kept
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
   * Restores the best parameters, if they are kept.
   *
   * @param theta receives them
   * @return their metrics; null if θ is unchanged
   */
  @Nullable Metrics restoreBest(float[] theta) {
    if (bestParameters == null) {
      return null;
    }
    System.arraycopy(bestParameters, 0, theta, 0, theta.length);
    return bestMetrics;
  }

  /** Iterations done at the best validation. */
  long bestIteration() {
    return bestIteration;
  }
}
