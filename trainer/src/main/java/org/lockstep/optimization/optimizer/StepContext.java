package org.lockstep.optimization.optimizer;

import java.util.List;
import org.lockstep.optimization.vector.ElementwiseExecutor;
import org.lockstep.optimization.vector.LayerRange;

/**
 * Inputs of an optimizer step other than the parameters and the gradient.
 *
 * @param t number of the step, from 1
 * @param eta learning rate η of this step
 * @param layers the trained layers; frozen ones are left out
 * @param executor runs the element-wise loops
 */
public record StepContext(
    long t, double eta, List<LayerRange> layers, ElementwiseExecutor executor) {
  /** Creates a step that runs on the calling thread alone. */
  public StepContext(long t, double eta, List<LayerRange> layers) {
    this(t, eta, layers, ElementwiseExecutor.SINGLE_THREAD);
  }

  /**
   * {@code 1 - βᵗ}: the bias of a running mean with decay β that started at 0, by which it is
   * divided to correct it.
   */
  double biasCorrection(double beta) {
    return 1 - StrictMath.pow(beta, (double) t);
  }

  /** Runs an element-wise loop over vectors of that length. */
  void execute(int length, ElementwiseExecutor.Loop loop) {
    executor.execute(length, loop);
  }
}
