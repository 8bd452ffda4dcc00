package org.lockstep.encoding;

import java.io.Serializable;
import java.util.List;

/**
 * A scaling with its numbers: place i becomes {@code (x - offset_i) / divisor_i}, computed in
 * double precision.
 *
 * @param offset one for each place
 * @param divisor one for each place; greater than 0
 */
public record LinearScale(List<Double> offset, List<Double> divisor) implements Serializable {
  /** Copies the lists. */
  public LinearScale {
    offset = List.copyOf(offset);
    divisor = List.copyOf(divisor);
  }

  /**
   * Checks a scaling that was read from a file.
   *
   * @param what it scales, for the message
   * @param places how many
   * @throws IllegalArgumentException if it has not one number of each kind for each place, one is
   *     not finite, or a divisor is not greater than 0
   */
  void requireSound(String what, int places) {
    Rules.requireNumbers("the offsets of " + what, offset, places);
    Rules.requireNumbers("the divisors of " + what, divisor, places);
    for (int i = 0; i < places; i++) {
      int place = i;
      double number = divisor.get(place);
      Rules.require(
          number > 0,
          () -> "the divisors of %s: number %d is %s, not above 0".formatted(what, place, number));
    }
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
