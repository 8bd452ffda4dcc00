package org.lockstep.training.exchange.sharded;

import java.util.Arrays;
import org.lockstep.optimization.Descent;
import org.lockstep.optimization.DivergenceException;
import org.lockstep.optimization.StepSettings;
import org.lockstep.optimization.optimizer.OptimizerState;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.training.lane.GradientSum;

/** A task's copy of the parameters and of the optimizer's state. */
final class Replica {
  private final float[] theta;
  private final Descent descent;

  /**
   * Creates a copy.
   *
   * @param vectors θ, then the vectors of the optimizer's state; kept, not copied
   * @param numbers of the optimizer's state; kept, not copied
   */
  Replica(StepSettings settings, float[][] vectors, double[] numbers) {
    theta = vectors[0];
    descent =
        Descent.replica(
            settings, new OptimizerState(Arrays.copyOfRange(vectors, 1, vectors.length), numbers));
  }

  /** θ; not a copy. */
  float[] theta() {
    return theta;
  }

  /**
   * Does the step that the driver does.
   *
   * @param sum of the mini-batch; overwritten
   * @param k number of the iteration, from 0
   * @param eta learning rate η_k
   */
  void step(GradientSum sum, long k, double eta) {
    try {
      descent.step(theta, at -> new Gradient(sum.meanLoss(), sum.mean()), k, eta);
    } catch (DivergenceException e) {
      // The driver has found the same, and ends the run
    }
  }

  /** Tells two copies apart, in a few characters. */
  static String fingerprint(float[] theta) {
    return Integer.toHexString(Arrays.hashCode(theta));
  }
}
