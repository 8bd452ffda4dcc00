package org.lockstep.data.leak;

import java.io.Serializable;
import org.lockstep.data.survey.ColumnReport.Spread;

/**
 * Where the numbers of a column lie: for sums, as whole multiples of 1/4096 of its standard
 * deviation from its mean on, so that they are exact; for bins, as their distance from an origin.
 *
 * @param mean of the column
 * @param deviation of the column; 1 if it is constant
 * @param origin the mean; of a skewed column the end at which its numbers crowd
 * @param unit of the distance from the origin
 * @param isSkewed whether all numbers lie on one side of the origin
 */
record Grid(double mean, double deviation, double origin, double unit, boolean isSkewed)
    implements Serializable {
  private static final double STEPS = 4096;

  /** No number of fewer than 2³⁸ rows lies further from the mean than 2¹⁹ deviations. */
  private static final double FURTHEST = 0x1p19;

  /** A column is skewed if one end is so many times further from the mean than the other. */
  private static final double SKEWED = 8;

  static Grid of(Spread spread) {
    boolean isSpread = spread.deviation() > 0 && Double.isFinite(spread.deviation());
    double mean = Double.isFinite(spread.mean()) ? spread.mean() : 0;
    double deviation = isSpread ? spread.deviation() : 1;
    double below = mean - spread.min();
    double above = spread.max() - mean;
    if (isSpread && below > 0 && above > SKEWED * below) {
      return new Grid(mean, deviation, spread.min(), below, true);
    }
    return isSpread && above > 0 && below > SKEWED * above
        ? new Grid(mean, deviation, spread.max(), above, true)
        : new Grid(mean, deviation, mean, deviation, false);
  }

  /** The number on the grid of sums. */
  long of(double x) {
    double deviations = (x - mean) / deviation;
    return Math.round(Math.max(-FURTHEST, Math.min(FURTHEST, deviations)) * STEPS);
  }

  /** The distance from the origin, with its sign. */
  double distance(double x) {
    return (x - origin) / unit;
  }
}
