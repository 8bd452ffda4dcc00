package org.lockstep.optimization.optimizer;

import org.jspecify.annotations.Nullable;

/**
 * A search for a step length α along a line on which φ falls at first, that meets the strong Wolfe
 * conditions: φ falls enough for the length, and its slope is much less steep than at the start.
 *
 * <pre>
 *   φ(α) ≤ φ(0) + c₁ α φ'(0)          |φ'(α)| ≤ c₂ |φ'(0)|
 * </pre>
 *
 * <p>Source: Nocedal and Wright, "Numerical optimization", 2nd edition, 2006, algorithms 3.5, 3.6
 * and equation 3.59, with their c₁ = 1e-4 and c₂ = 0.9 for quasi-Newton methods.
 */
final class LineSearch {
  private static final double C1 = 1e-4;
  private static final double C2 = 0.9;

  /** A point of the line: α, φ(α), φ'(α). */
  record Point(double alpha, double value, double slope) {}

  /** The line. */
  interface Line {
    Point at(double alpha);
  }

  private final Line line;
  private final Point start;
  private final int evaluations;
  private int evaluated;

  /**
   * Creates the search.
   *
   * @param start the point at α = 0; its slope is less than 0
   * @param evaluations most points to evaluate, but for one that is evaluated again
   */
  LineSearch(Line line, Point start, int evaluations) {
    this.line = line;
    this.start = start;
    this.evaluations = evaluations;
  }

  /**
   * Searches: algorithm 3.5.
   *
   * @param first the α to try first; greater than 0
   * @return a point that meets both conditions; where the evaluations do not suffice, the lowest
   *     that meets the first one, or null. It is the point that was evaluated last.
   */
  @Nullable Point from(double first) {
    Point previous = start;
    double alpha = first;
    while (evaluated < evaluations) {
      Point point = at(alpha);
      if (isTooHigh(point) || (evaluated > 1 && point.value() >= previous.value())) {
        return zoom(previous, point);
      }
      if (isFlat(point)) {
        return point;
      }
      if (point.slope() >= 0) {
        return zoom(point, previous);
      }
      previous = point;
      alpha *= 2;
    }
    return previous.alpha() > 0 ? previous : null;
  }

  /** Algorithm 3.6: of all points that fell enough {@code low} is the lowest. */
  private @Nullable Point zoom(Point low, Point high) {
    while (evaluated < evaluations) {
      Point point = at(between(low, high));
      if (isTooHigh(point) || point.value() >= low.value()) {
        high = point;
        continue;
      }
      if (isFlat(point)) {
        return point;
      }
      if (point.slope() * (high.alpha() - low.alpha()) >= 0) {
        high = low;
      }
      low = point;
    }
    return low.alpha() > 0 ? at(low.alpha()) : null;
  }

  private Point at(double alpha) {
    evaluated++;
    return line.at(alpha);
  }

  /** Or not a number at all. */
  private boolean isTooHigh(Point point) {
    return !(point.value() <= start.value() + C1 * point.alpha() * start.slope());
  }

  private boolean isFlat(Point point) {
    return Math.abs(point.slope()) <= -C2 * start.slope();
  }

  /** The minimum of the cubic through both points, a tenth of the way or more from either. */
  private static double between(Point a, Point b) {
    double width = b.alpha() - a.alpha();
    double d1 = a.slope() + b.slope() - 3 * (a.value() - b.value()) / (a.alpha() - b.alpha());
    double d2 = Math.signum(width) * Math.sqrt(d1 * d1 - a.slope() * b.slope());
    double share = 1 - (b.slope() + d2 - d1) / (b.slope() - a.slope() + 2 * d2);
    if (Double.isNaN(share)) {
      share = 0.5; // no minimum, or a point beyond all numbers
    }
    return a.alpha() + width * Math.min(Math.max(share, 0.1), 0.9);
  }
}
