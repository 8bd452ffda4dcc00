package org.lockstep.training.metric;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.lockstep.encoding.LinearScale;
import org.lockstep.metric.Sums;
import org.lockstep.model.Floats;

/**
 * Weighted sums of the errors of a regression, for the metrics that not every validation computes.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
final class NumberErrors implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The least |y| that an error is divided by: the spacing of the doubles at 1. */
  private static final double LEAST = Math.ulp(1.0);

  private final double[] absolute;
  private final double[] relative;
  private final double[] squaredLog;
  private final Moments[] error;

  NumberErrors(int outputs) {
    absolute = new double[outputs];
    relative = new double[outputs];
    squaredLog = new double[outputs];
    error = Stream.generate(Moments::new).limit(outputs).toArray(Moments[]::new);
  }

  /**
   * Adds examples.
   *
   * @param scale of the targets, for the errors in the units of the data
   */
  void add(EvaluatedBatch batch, LinearScale scale) {
    for (int i = 0; i < absolute.length; i++) {
      double offset = scale.offset().get(i);
      double unit = scale.divisor().get(i);
      for (int j = 0; j < batch.m(); j++) {
        double y = batch.targets()[j * absolute.length + i];
        double prediction = batch.outputs()[j * absolute.length + i];
        double w = batch.weights()[j];
        addScaled(i, y - prediction, w);
        addUnscaled(i, y * unit + offset, prediction * unit + offset, w);
      }
    }
  }

  /** Adds an example, whose target {@code i} is in the units of the data and has no others. */
  void add(int i, double y, double prediction, double w) {
    addScaled(i, y - prediction, w);
    addUnscaled(i, y, prediction, w);
  }

  private void addScaled(int i, double e, double w) {
    absolute[i] += w * Math.abs(e);
    error[i].add(e, w);
  }

  /** Adds the target y and its prediction, in the units of the data. */
  private void addUnscaled(int i, double y, double prediction, double w) {
    relative[i] += w * (Math.abs(y - prediction) / Math.max(Math.abs(y), LEAST));
    double difference =
        y < 0 ? Double.NaN : StrictMath.log1p(y) - StrictMath.log1p(Math.max(prediction, 0));
    squaredLog[i] += w * (difference * difference);
  }

  /** Adds other sums to these. */
  void add(NumberErrors other) {
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] += other.absolute[i];
      relative[i] += other.relative[i];
      squaredLog[i] += other.squaredLog[i];
      error[i].add(other.error[i]);
    }
  }

  /** The sums of one target. */
  Sums.Errors of(int i) {
    return new Sums.Errors(absolute[i], relative[i], squaredLog[i], error[i].squares());
  }

  int byteCount() {
    return Integer.BYTES + absolute.length * bytesOfOne();
  }

  private static int bytesOfOne() {
    return 3 * Double.BYTES + Moments.BYTES;
  }

  void writeTo(ByteBuffer to) {
    to.putInt(absolute.length);
    for (int i = 0; i < absolute.length; i++) {
      to.putDouble(absolute[i]).putDouble(relative[i]).putDouble(squaredLog[i]);
      error[i].writeTo(to);
    }
  }

  static NumberErrors readFrom(ByteBuffer from) {
    NumberErrors errors = new NumberErrors(Floats.count(from, bytesOfOne()));
    for (int i = 0; i < errors.absolute.length; i++) {
      errors.absolute[i] = from.getDouble();
      errors.relative[i] = from.getDouble();
      errors.squaredLog[i] = from.getDouble();
      errors.error[i].readFrom(from);
    }
    return errors;
  }
}
