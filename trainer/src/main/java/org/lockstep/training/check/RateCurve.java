package org.lockstep.training.check;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The loss of mini-batches at learning rates that rise from iteration to iteration.
 *
 * <p>Losses x_k are smoothed by a moving average, whose bias to 0 at the start is taken out:
 *
 * <pre>
 *   s_k = β s_(k-1) + (1 - β) x_k,   ŝ_k = s_k / (1 - β^(k+1)),   β = 0.9
 * </pre>
 *
 * @param points by iteration
 */
public record RateCurve(List<Point> points) {
  /** β. */
  private static final double BETA = 0.9;

  /** The suggestion is the rate of the least loss divided by this. */
  private static final double MARGIN = 10;

  /** The least share of the loss at the start that must be gained for a suggestion. */
  private static final double LEAST_GAIN = 0.01;

  private static final MathContext DIGITS = new MathContext(2);

  /**
   * One iteration.
   *
   * @param rate the learning rate, as {@code training.optimizer.learning-rate} sets it
   * @param loss of its mini-batch, before the step
   */
  public record Point(double rate, double loss) {}

  /** Copies the list. */
  public RateCurve {
    points = List.copyOf(points);
  }

  /** ŝ by iteration. */
  public List<Double> smoothed() {
    List<Double> smoothed = new ArrayList<>();
    double sum = 0;
    double weight = 1;
    for (Point point : points) {
      sum = BETA * sum + (1 - BETA) * point.loss();
      weight *= BETA;
      smoothed.add(sum / (1 - weight));
    }
    return smoothed;
  }

  /** The iteration of the least smoothed loss, from 0; -1 without a point. */
  public int leastAt() {
    List<Double> smoothed = smoothed();
    int least = -1;
    for (int k = 0; k < smoothed.size(); k++) {
      if (least < 0 || smoothed.get(k) < smoothed.get(least)) {
        least = k;
      }
    }
    return least;
  }

  /** Whether the smoothed loss is more than a multiple of its least so far. */
  boolean hasRisenBy(double factor) {
    List<Double> smoothed = smoothed();
    return !smoothed.isEmpty()
        && smoothed.get(smoothed.size() - 1) > factor * smoothed.get(leastAt());
  }

  /**
   * The suggested learning rate: a tenth of the rate at which the smoothed loss is least, with two
   * digits; empty if the loss does not fall by a hundredth.
   */
  public OptionalDouble suggestion() {
    int least = leastAt();
    List<Double> smoothed = smoothed();
    if (least < 0 || !(smoothed.get(least) < (1 - LEAST_GAIN) * smoothed.get(0))) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        new BigDecimal(points.get(least).rate() / MARGIN).round(DIGITS).doubleValue());
  }
}
