package org.lockstep.settings;

/**
 * The numbers that a loss is defined for, in the units of the data.
 *
 * @param least the smallest target
 * @param most the largest
 */
public record TargetRange(double least, double most) {
  /** Every number. */
  public static final TargetRange ANY =
      new TargetRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
}
