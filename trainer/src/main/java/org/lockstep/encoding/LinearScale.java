package org.lockstep.encoding;

import java.io.Serializable;
import java.util.List;

/**
 * A linear scaling: element i becomes {@code (x - offset_i) / divisor_i}, computed in double
 * precision.
 *
 * @param offset one for each element
 * @param divisor one for each element; greater than 0
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
   * @param places the number of elements
   * @throws IllegalArgumentException if there is not one offset and one divisor for each element,
   *     one is not finite, or a divisor is not greater than 0
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

  /** Element {@code i}, scaled. */
  double scaled(int i, double x) {
    return (x - offset.get(i)) / divisor.get(i);
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
