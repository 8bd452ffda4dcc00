package org.lockstep.optimization;

/**
 * What an optimizer remembers from one step to the next: vectors as long as the parameters, and a
 * few numbers. All of them are 0 before the first step, and a checkpoint saves them as they are.
 */
public final class OptimizerState {
  private final float[][] vectors;
  private final double[] numbers;

  /** What {@code optimizer} has to remember before its first step. */
  public OptimizerState(Optimizer optimizer, int parameterCount) {
    this(new float[optimizer.vectorCount()][parameterCount], new double[optimizer.numberCount()]);
  }

  /**
   * What was remembered before.
   *
   * @param vectors {@link Optimizer#vectorCount} of them; kept, not copied
   * @param numbers {@link Optimizer#numberCount} of them; kept, not copied
   */
  public OptimizerState(float[][] vectors, double[] numbers) {
    this.vectors = vectors;
    this.numbers = numbers;
  }

  /** The vectors themselves. */
  public float[][] vectors() {
    return vectors;
  }

  /** The numbers themselves. */
  public double[] numbers() {
    return numbers;
  }
}
