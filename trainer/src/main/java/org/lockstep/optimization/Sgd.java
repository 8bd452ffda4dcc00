package org.lockstep.optimization;

/**
 * Plain gradient descent.
 *
 * <pre>
 *   θ ← θ - η g
 * </pre>
 *
 * <p>Source: Robbins and Monro, "A stochastic approximation method", Annals of Mathematical
 * Statistics 22, 1951.
 *
 * @param learningRate η; greater than 0 and finite
 */
public record Sgd(double learningRate) implements Optimizer {
  /**
   * Checks the learning rate.
   *
   * @throws IllegalArgumentException if it is not finite and greater than 0
   */
  public Sgd {
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learning-rate is %s; it must be a number greater than 0".formatted(learningRate));
    }
  }

  @Override
  public String settingsName() {
    return "sgd";
  }

  @Override
  public int stateCount() {
    return 0;
  }

  @Override
  public void step(float[] theta, float[] gradient, float[][] state, long iteration) {
    float eta = (float) learningRate;
    for (int i = 0; i < theta.length; i++) {
      theta[i] -= eta * gradient[i];
    }
  }
}
