package org.lockstep.optimization.vector;

/** The loss J at a point, and its gradient ∂J/∂θ. */
public final class Gradient {
  private final double loss;
  private final float[] values;

  /**
   * Creates a gradient.
   *
   * @param loss J
   * @param values ∂J/∂θ, laid out as the parameters; kept, not copied
   */
  public Gradient(double loss, float[] values) {
    this.loss = loss;
    this.values = values;
  }

  /** J. */
  public double loss() {
    return loss;
  }

  /** ∂J/∂θ, laid out as the parameters; not copied, and the caller may modify it. */
  public float[] values() {
    return values;
  }
}
