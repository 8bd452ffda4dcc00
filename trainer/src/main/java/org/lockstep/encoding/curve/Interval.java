package org.lockstep.encoding.curve;

import java.io.Serializable;
import java.util.List;

/**
 * Intervals around the predictions of a regression.
 *
 * @param level the share of other examples that they cover
 * @param halfWidths one for each target, in scaled units
 */
public record Interval(double level, List<Double> halfWidths) implements Serializable {
  /** Copies the list. */
  public Interval {
    halfWidths = List.copyOf(halfWidths);
  }

  /** Whether the interval around the output {@code a} of target {@code i} holds {@code y}. */
  public boolean covers(int i, float y, float a) {
    return Math.abs(y - a) <= halfWidths.get(i);
  }
}
