package org.lockstep.training;

import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;

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
  private int judgementsWithoutGain;
  private float @Nullable [] bestParameters;
  private @Nullable Metrics bestMetrics;

  /** Begins a run of so many iterations at most. */
  Stopping(StoppingSettings settings, long iterations, int iterationsPerEpoch) {
    this.settings = settings;
    this.iterations = iterations;
    this.iterationsPerEpoch = iterationsPerEpoch;
    best = settings.early().map(early -> early.metric().worst()).orElse(Double.NaN);
  }

  /**
   * Whether the run ends here for reasons that have nothing to do with the model.
   *
   * @param done iterations done
   * @param nanos time that they took
   */
  @Nullable StopReason limitReached(long done, long nanos) {
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

  /** Whether the model is to be judged after so many iterations. */
  boolean isJudgementDue(long done) {
    return done % settings.validateEvery().orElse(iterationsPerEpoch) == 0;
  }

  /**
   * Hears a judgement.
   *
   * @param parameters θ; copied where it has to be kept
   * @return whether and why the run ends
   */
  @Nullable StopReason judged(float[] parameters, Metrics metrics, long done) {
    StoppingSettings.Early early = settings.early().orElse(null);
    if (early != null) {
      double value = early.metric().of(metrics);
      if (early.metric().gain(value, best) > early.minChange()) {
        best = value;
        bestIteration = done;
        bestMetrics = metrics;
        bestParameters = early.restoreBest() ? parameters.clone() : null;
        judgementsWithoutGain = 0;
      } else {
        judgementsWithoutGain++;
      }
    }
    if (settings.target().isPresent()) {
      StoppingSettings.Target target = settings.target().get();
      if (target.metric().gain(target.metric().of(metrics), target.value()) >= 0) {
        return StopReason.TARGET;
      }
    }
    return early != null && judgementsWithoutGain >= early.patience()
        ? StopReason.EARLY_STOPPING
        : null;
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

  /** The iteration after which the best judgement was made. */
  long bestIteration() {
    return bestIteration;
  }
}
