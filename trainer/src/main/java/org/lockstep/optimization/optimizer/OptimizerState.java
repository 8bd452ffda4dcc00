package org.lockstep.optimization.optimizer;

/**
 * State of an optimizer between steps: vectors as long as the parameters, and a few numbers. All
 * are 0 before the first step. A checkpoint saves them.
 */
public final class OptimizerState {
  private final float[][] vectors;
  private final double[] numbers;

  /** Creates the state of {@code optimizer} before its first step. */
  public OptimizerState(Optimizer optimizer, int parameterCount) {
    this(new float[optimizer.vectorCount()][parameterCount], new double[optimizer.numberCount()]);
  }

  /**
   * Creates a saved state.
   *
   * @param vectors {@link Optimizer#vectorCount} of them; kept, not copied
   * @param numbers {@link Optimizer#numberCount} of them; kept, not copied
   */
  public OptimizerState(float[][] vectors, double[] numbers) {
    this.vectors = vectors;
    this.numbers = numbers;
  }

  /** The vectors, not copied. */
  public float[][] vectors() {
    return vectors;
  }

  /** The numbers, not copied. */
  public double[] numbers() {
    return numbers;
  }
}
