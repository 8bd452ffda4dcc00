package org.lockstep.optimization.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Neighbouring ranges of parameters that are trained by the same learning rate.
 *
 * @param factor what the learning rate is multiplied by for them
 * @param ranges in order, without a gap; one or more
 */
public record ParameterGroup(double factor, List<ParameterRange> ranges) {
  /** Copies the list. */
  public ParameterGroup {
    ranges = List.copyOf(ranges);
  }

  /** Index of the first parameter. */
  public int from() {
    return ranges.get(0).from();
  }

  /** Index after the last parameter. */
  public int to() {
    return ranges.get(ranges.size() - 1).to();
  }

  /**
   * Divides ranges into as few groups as possible.
   *
   * @param ranges in order; there may be gaps
   * @param factor of each
   */
  public static List<ParameterGroup> of(
      List<ParameterRange> ranges, ToDoubleFunction<ParameterRange> factor) {
    List<ParameterGroup> groups = new ArrayList<>();
    List<ParameterRange> open = new ArrayList<>();
    for (ParameterRange range : ranges) {
      if (!open.isEmpty()) {
        ParameterRange last = open.get(open.size() - 1);
        boolean continues = range.from() == last.to();
        if (!continues || factor.applyAsDouble(range) != factor.applyAsDouble(last)) {
          groups.add(new ParameterGroup(factor.applyAsDouble(last), open));
          open.clear();
        }
      }
      open.add(range);
    }
    if (!open.isEmpty()) {
      groups.add(new ParameterGroup(factor.applyAsDouble(open.get(0)), open));
    }
    return groups;
  }
}
