package org.lockstep.training.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Task;
import org.lockstep.metric.Sums;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;

/**
 * Weighted sums over examples of a regression, in the scaled units that the network sees.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class NumberSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LinearScale scale;
  private final int outputs;
  private long examples;
  private double weight;
  private double loss;
  private final double[] squaredError;
  private final Moments[] target;
  private final NumberErrors errors;

  /**
   * The sum of no examples.
   *
   * @param scale of the targets
   */
  public NumberSum(LinearScale scale) {
    this.scale = scale;
    outputs = scale.divisor().size();
    squaredError = new double[outputs];
    target = Stream.generate(Moments::new).limit(outputs).toArray(Moments[]::new);
    errors = new NumberErrors(outputs);
  }

  /** Adds examples. */
  public void add(EvaluatedBatch batch) {
    loss += batch.loss();
    examples += batch.m();
    for (int j = 0; j < batch.m(); j++) {
      double w = batch.weights()[j];
      weight += w;
      for (int i = 0; i < outputs; i++) {
        add(i, batch.targets()[j * outputs + i], batch.outputs()[j * outputs + i], w);
      }
    }
    errors.add(batch, scale);
  }

  private void add(int i, double y, double prediction, double w) {
    double e = y - prediction;
    squaredError[i] += w * (e * e);
    target[i].add(y, w);
  }

  /**
   * Adds an example whose targets are not scaled.
   *
   * @param y one an output
   * @param predictions as many
   */
  void add(double[] y, double[] predictions, double w) {
    examples++;
    weight += w;
    for (int i = 0; i < outputs; i++) {
      add(i, y[i], predictions[i], w);
      errors.add(i, y[i], predictions[i], w);
    }
  }

  /** Adds another sum to this one, and returns this one. */
  public NumberSum add(NumberSum other) {
    examples += other.examples;
    weight += other.weight;
    loss += other.loss;
    for (int i = 0; i < outputs; i++) {
      squaredError[i] += other.squaredError[i];
      target[i].add(other.target[i]);
    }
    errors.add(other.errors);
    return this;
  }

  /** The metrics, in the units of the data. */
  public Scorecard scorecard() {
    List<Sums.Output> targets = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      double spread = target[i].isConstant() ? Double.NaN : target[i].squares();
      targets.add(
          new Sums.Output(
              squaredError[i], spread, scale.divisor().get(i), Optional.of(errors.of(i))));
    }
    Sums sums = new Sums(examples, weight, loss, 0, targets, Optional.empty());
    return new Scorecard(Metrics.of(Task.REGRESSION, sums, ValidationMetric.of(Task.REGRESSION)));
  }
}
