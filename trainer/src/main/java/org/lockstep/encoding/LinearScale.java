package org.lockstep.encoding;

import java.io.Serializable;
import java.util.List;

/**
 * A scaling with its numbers: place i becomes {@code (x - offset_i) / divisor_i}, computed in
 * double precision.
 *
 * @param offset one for each place
 * @param divisor one for each place; not 0
 */
public record LinearScale(List<Double> offset, List<Double> divisor) implements Serializable {
  /** Copies the lists. */
  public LinearScale {
    offset = List.copyOf(offset);
    divisor = List.copyOf(divisor);
  }

  /** The offsets, in a new array. */
  public double[] offsets() {
    return offset.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The divisors, in a new array. */
  public double[] divisors() {
    return divisor.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
