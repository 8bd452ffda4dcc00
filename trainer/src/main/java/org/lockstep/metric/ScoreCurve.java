package org.lockstep.metric;

import java.util.List;

/**
 * How the examples of one class and the others are told apart by each threshold of its score, from
 * which the receiver operating characteristic, precision over recall, cumulative gains and lift
 * follow.
 *
 * @param label of the class
 * @param points by threshold, the greatest first; the last retrieves all
 */
public record ScoreCurve(String label, List<Point> points) {
  /** Copies the list. */
  public ScoreCurve {
    points = List.copyOf(points);
  }

  /**
   * What a threshold retrieves: the examples whose score is not below it.
   *
   * @param threshold a score that occurs
   * @param positives weight of those that are of the class
   * @param negatives weight of the others
   */
  public record Point(float threshold, double positives, double negatives) {
    /** The share of those retrieved that are of the class. */
    public double precision() {
      return positives / (positives + negatives);
    }
  }

  /** Weight of all examples of the class. */
  public double positives() {
    return points.isEmpty() ? 0 : points.get(points.size() - 1).positives();
  }

  /** Weight of all others. */
  public double negatives() {
    return points.isEmpty() ? 0 : points.get(points.size() - 1).negatives();
  }

  /** The share of the class that a point retrieves: recall, or the true-positive rate. */
  public double recall(Point point) {
    return point.positives() / positives();
  }

  /** The share of the others that a point retrieves: the false-positive rate. */
  public double fallout(Point point) {
    return point.negatives() / negatives();
  }

  /** The share of all examples that a point retrieves. */
  public double retrieved(Point point) {
    return (point.positives() + point.negatives()) / (positives() + negatives());
  }

  /** How many times as frequent the class is among those retrieved as among all. */
  public double lift(Point point) {
    return point.precision() * (positives() + negatives()) / positives();
  }
}
