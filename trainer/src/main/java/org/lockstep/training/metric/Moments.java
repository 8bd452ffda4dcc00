package org.lockstep.training.metric;

import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * Weight, mean and spread of some numbers.
 *
 * <pre>
 *   δ = mean_b - mean_a,   mean = mean_a + δ w_b / w,   M₂ = M₂a + M₂b + δ² w_a w_b / w
 * </pre>
 *
 * <p>Source: Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing
 * Sample Variances", 1979. The plain sums of numbers and of squares lose all digits where the mean
 * is large.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
final class Moments implements Serializable {
  private static final long serialVersionUID = 1L;

  private double weight;
  private double mean;
  private double squares;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;

  static final int BYTES = 5 * Double.BYTES;

  void add(double number, double w) {
    if (w > 0) {
      add(w, number, 0);
      least = Math.min(least, number);
      most = Math.max(most, number);
    }
  }

  void add(Moments other) {
    if (other.weight > 0) {
      add(other.weight, other.mean, other.squares);
      least = Math.min(least, other.least);
      most = Math.max(most, other.most);
    }
  }

  private void add(double otherWeight, double otherMean, double otherSquares) {
    double total = weight + otherWeight;
    double delta = otherMean - mean;
    mean += delta * (otherWeight / total);
    squares += otherSquares + delta * delta * (weight * otherWeight / total);
    weight = total;
  }

  /** The sum of the weights. */
  double weight() {
    return weight;
  }

  /** The mean; 0 of no numbers. */
  double mean() {
    return mean;
  }

  /** {@code M₂ = Σ w (x - mean)²}. */
  double squares() {
    return squares;
  }

  boolean isConstant() {
    return !(least < most);
  }

  void writeTo(ByteBuffer to) {
    to.putDouble(weight).putDouble(mean).putDouble(squares).putDouble(least).putDouble(most);
  }

  void readFrom(ByteBuffer from) {
    weight = from.getDouble();
    mean = from.getDouble();
    squares = from.getDouble();
    least = from.getDouble();
    most = from.getDouble();
  }
}
