package org.lockstep.encoding.curve;

import java.io.Serializable;
import java.util.List;

/**
 * The range that the predictions of a regression are clipped to, in the units of the data.
 *
 * @param least of each number that is predicted
 * @param most of each, as many
 */
public record PredictionRange(List<Double> least, List<Double> most) implements Serializable {
  /** Copies the lists. */
  public PredictionRange {
    least = List.copyOf(least);
    most = List.copyOf(most);
  }

  /** A prediction of number {@code i}, or the end of the range that is nearest to it. */
  public double clip(int i, double prediction) {
    return Math.max(least.get(i), Math.min(most.get(i), prediction));
  }

  /**
   * An output for number {@code i}, or the scaled end of the range that is nearest to it.
   *
   * @param scaled gives a number of the data as the network learns it
   */
  public float clip(int i, float output, Scaled scaled) {
    return Math.max(scaled.of(least.get(i)), Math.min(scaled.of(most.get(i)), output));
  }

  /** A number of the data as the network learns it. */
  @FunctionalInterface
  public interface Scaled {
    /** Scales a number. */
    float of(double y);
  }

  /**
   * Checks a range that was read from a file.
   *
   * @param outputs how many numbers are predicted
   * @throws IllegalArgumentException if there is not one range for each, an end is not finite, or
   *     the ends are reversed
   */
  public void requireSound(int outputs) {
    if (least.size() != outputs || most.size() != outputs) {
      throw new IllegalArgumentException(
          "%d and %d ends of ranges for %d predictions"
              .formatted(least.size(), most.size(), outputs));
    }
    for (int i = 0; i < outputs; i++) {
      double from = least.get(i);
      double to = most.get(i);
      if (!Double.isFinite(from) || !Double.isFinite(to) || from > to) {
        throw new IllegalArgumentException(
            "the predictions of number %d are clipped to %s ... %s".formatted(i, from, to));
      }
    }
  }
}
