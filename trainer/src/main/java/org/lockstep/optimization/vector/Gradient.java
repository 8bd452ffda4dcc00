package org.lockstep.optimization.vector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loss J at a point, and its gradient ∂J/∂θ. */
public final class Gradient {
  private final double loss;
  private final float[] values;
  private final @Nullable NonZeroPlaces places;

  /**
   * Creates a gradient.
   *
   * @param loss J
   * @param values ∂J/∂θ, laid out as the parameters; kept, not copied
   */
  public Gradient(double loss, float[] values) {
    this(loss, values, null);
  }

  /**
   * Creates a gradient that is 0 but in some places.
   *
   * @param loss J
   * @param values ∂J/∂θ, laid out as the parameters; kept, not copied
   * @param places all that may be other than 0; null if any may
   */
  public Gradient(double loss, float[] values, @Nullable NonZeroPlaces places) {
    this.loss = loss;
    this.values = values;
    this.places = places;
  }

  /** J. */
  public double loss() {
    return loss;
  }

  /** ∂J/∂θ, laid out as the parameters; not copied, and the caller may modify it. */
  public float[] values() {
    return values;
  }

  /** The same gradient with another loss, after the caller has modified what is not 0. */
  public Gradient withLoss(double other) {
    return new Gradient(other, values, places);
  }

  /** Whether the loss and all values are finite. */
  public boolean isFinite() {
    return Double.isFinite(loss)
        && (places == null ? Sums.isFinite(values, 0, values.length) : places.areFinite(values));
  }

  /** The parts of a group of parameters whose gradient may be other than 0. */
  public List<ParameterGroup> nonZero(ParameterGroup group) {
    return places == null ? List.of(group) : places.of(group);
  }
}
