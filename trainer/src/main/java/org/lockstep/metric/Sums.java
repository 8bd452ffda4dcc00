package org.lockstep.metric;

import java.util.List;

/**
 * Weighted sums over a set of examples, from which every {@link ValidationMetric} follows.
 *
 * @param examples their number
 * @param weight Σ w
 * @param loss Σ w J
 * @param correct Σ w of the examples whose most probable class is their label; 0 for numbers
 * @param outputs one for each target; empty for classes
 */
public record Sums(
    long examples, double weight, double loss, double correct, List<Output> outputs) {
  /** Copies the list. */
  public Sums {
    outputs = List.copyOf(outputs);
  }

  /**
   * Sums of one target y and its predictions ŷ, in the scaled units that the network sees.
   *
   * @param squaredError {@code Σ w (y - ŷ)²}
   * @param spread {@code Σ w (y - ȳ)²}; NaN if the target is constant
   * @param unit what the target was divided by, in the units of the data
   */
  public record Output(double squaredError, double spread, double unit) {}
}
