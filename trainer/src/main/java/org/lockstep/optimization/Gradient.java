package org.lockstep.optimization;

/** The loss at a point and the direction in which it grows fastest. */
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

  /** ∂J/∂θ, laid out as the parameters; not copied, and whoever asked for it may write to it. */
  public float[] values() {
    return values;
  }
}
