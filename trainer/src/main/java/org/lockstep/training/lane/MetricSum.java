package org.lockstep.training.lane;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Decision;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.Sums;
import org.lockstep.model.Floats;
import org.lockstep.model.Metrics;
import org.lockstep.training.metric.DetailSum;
import org.lockstep.training.metric.EvaluatedBatch;
import org.lockstep.training.metric.WantedMetrics;

/**
 * Sums over examples from which the validation metrics are computed. They are added in the lanes'
 * tree, so that their bits do not depend on the partitioning.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class MetricSum implements Sum {
  private static final long serialVersionUID = 1L;

  private double loss;
  private long examples;
  private double weight;
  private double correct;

  /**
   * For each output, in scaled units: Σ w (y - a)². Below: Σ w y, Σ w y², min y, max y; plain sums
   * are precise enough, because scaled targets are near 0.
   */
  private final double[] squaredError;

  private final double[] y1;
  private final double[] y2;
  private final double[] least;
  private final double[] most;

  /** For the metrics that are not always computed; null until it is collected. */
  private @Nullable DetailSum details;

  /** Creates the sum of no examples; {@code outputs} is 0 for classes. */
  MetricSum(int outputs) {
    squaredError = new double[outputs];
    y1 = new double[outputs];
    y2 = new double[outputs];
    least = new double[outputs];
    most = new double[outputs];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
  }

  /**
   * Computes the sums of a batch.
   *
   * @param decision which class is predicted; null if the outputs are no classes
   */
  static MetricSum of(@Nullable Decision decision, EvaluatedBatch batch) {
    int n = batch.n();
    float[] y = batch.targets();
    float[] a = batch.outputs();
    MetricSum sum = new MetricSum(decision == null ? n : 0);
    sum.loss = batch.loss();
    sum.examples = batch.m();
    for (int j = 0; j < batch.m(); j++) {
      double w = batch.weights()[j];
      int from = j * n;
      sum.weight += w;
      if (decision != null) {
        sum.correct += y[from + decision.predicted(a, from, n)] == 1f ? w : 0;
      } else {
        for (int i = 0; i < n; i++) {
          double target = y[from + i];
          double error = target - a[from + i];
          sum.squaredError[i] += w * (error * error);
          sum.y1[i] += w * target;
          sum.y2[i] += w * (target * target);
          sum.least[i] = Math.min(sum.least[i], target);
          sum.most[i] = Math.max(sum.most[i], target);
        }
      }
    }
    return sum;
  }

  /** Adds the sums for the metrics that are not always computed, and returns this. */
  MetricSum with(@Nullable DetailSum other) {
    details = other;
    return this;
  }

  /** Adds another sum to this one, and returns this one. */
  public MetricSum add(MetricSum other) {
    loss += other.loss;
    examples += other.examples;
    weight += other.weight;
    correct += other.correct;
    for (int i = 0; i < squaredError.length; i++) {
      squaredError[i] += other.squaredError[i];
      y1[i] += other.y1[i];
      y2[i] += other.y2[i];
      least[i] = Math.min(least[i], other.least[i]);
      most[i] = Math.max(most[i], other.most[i]);
    }
    if (details != null && other.details != null) {
      details.add(other.details);
    }
    return this;
  }

  private List<double[]> perOutput() {
    return List.of(squaredError, y1, y2, least, most);
  }

  @Override
  public int byteCount() {
    return 4 * Long.BYTES
        + Integer.BYTES
        + 5 * squaredError.length * Double.BYTES
        + 1
        + (details == null ? 0 : details.byteCount());
  }

  @Override
  public void writeTo(ByteBuffer to) {
    to.putDouble(loss).putLong(examples).putDouble(weight).putDouble(correct);
    to.putInt(squaredError.length);
    for (double[] values : perOutput()) {
      for (double value : values) {
        to.putDouble(value);
      }
    }
    to.put((byte) (details == null ? 0 : 1));
    if (details != null) {
      details.writeTo(to);
    }
  }

  /**
   * Reads the bytes of {@link #writeTo}.
   *
   * @throws IllegalArgumentException if the number of outputs is negative or too large
   * @throws java.nio.BufferUnderflowException if the bytes are cut off
   */
  public static MetricSum readFrom(ByteBuffer from) {
    double loss = from.getDouble();
    long examples = from.getLong();
    double weight = from.getDouble();
    double correct = from.getDouble();
    MetricSum sum = new MetricSum(Floats.count(from, 5 * Double.BYTES));
    sum.loss = loss;
    sum.examples = examples;
    sum.weight = weight;
    sum.correct = correct;
    for (double[] values : sum.perOutput()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = from.getDouble();
      }
    }
    if (DetailSum.isThere(from)) {
      sum.details = DetailSum.readFrom(from);
    }
    return sum;
  }

  /** Computes the metrics, in the units of the data. */
  public Metrics metrics(WantedMetrics wanted) {
    Optional<DetailSum> more = Optional.ofNullable(details);
    List<Sums.Output> outputs = new ArrayList<>();
    if (wanted.target() instanceof TargetEncoding.Numbers numbers) {
      List<Double> divisor = numbers.metricScale().divisor();
      for (int i = 0; i < squaredError.length; i++) {
        int target = i;
        double spread = least[i] < most[i] ? y2[i] - y1[i] * y1[i] / weight : Double.NaN;
        outputs.add(
            new Sums.Output(
                squaredError[i], spread, divisor.get(i), more.flatMap(sum -> sum.errors(target))));
      }
    }
    Sums sums =
        new Sums(
            examples, weight, loss, correct, outputs, more.flatMap(sum -> sum.classes(wanted)));
    return Metrics.of(wanted.target().task(), sums, wanted.metrics());
  }
}
