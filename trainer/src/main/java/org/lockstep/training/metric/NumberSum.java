package org.lockstep.training.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lockstep.encoding.Task;
import org.lockstep.metric.Sums;
import org.lockstep.model.Metrics;
import org.lockstep.training.lane.EvaluatedBatch;

/**
 * Weighted sums over examples of a regression, in the scaled units that the network sees.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class NumberSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int outputs;
  private long examples;
  private double weight;
  private double loss;
  private final double[] squaredError;
  private final double[] absoluteError;
  private final Moments[] target;
  private final Moments[] error;

  /** The sum of no examples. */
  public NumberSum(int outputs) {
    this.outputs = outputs;
    squaredError = new double[outputs];
    absoluteError = new double[outputs];
    target = new Moments[outputs];
    error = new Moments[outputs];
    for (int i = 0; i < outputs; i++) {
      target[i] = new Moments();
      error[i] = new Moments();
    }
  }

  /** Adds examples. */
  public void add(EvaluatedBatch batch) {
    loss += batch.loss();
    examples += batch.m();
    for (int j = 0; j < batch.m(); j++) {
      double w = batch.weights()[j];
      weight += w;
      for (int i = 0; i < outputs; i++) {
        double y = batch.targets()[j * outputs + i];
        double e = y - batch.outputs()[j * outputs + i];
        squaredError[i] += w * (e * e);
        absoluteError[i] += w * Math.abs(e);
        target[i].add(y, w);
        error[i].add(e, w);
      }
    }
  }

  /** Adds another sum to this one, and returns this one. */
  public NumberSum add(NumberSum other) {
    examples += other.examples;
    weight += other.weight;
    loss += other.loss;
    for (int i = 0; i < outputs; i++) {
      squaredError[i] += other.squaredError[i];
      absoluteError[i] += other.absoluteError[i];
      target[i].add(other.target[i]);
      error[i].add(other.error[i]);
    }
    return this;
  }

  /**
   * The metrics, in the units of the data.
   *
   * @param divisor what each target was divided by
   */
  public Scorecard scorecard(List<Double> divisor) {
    List<Sums.Output> targets = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      targets.add(new Sums.Output(squaredError[i], spread(i), divisor.get(i)));
    }
    Map<EvaluationMetric, Double> more = new EnumMap<>(EvaluationMetric.class);
    EvaluationMetric.with(Formula.OfNumbers.class)
        .forEach((metric, formula) -> more.put(metric, formula.of().applyAsDouble(this, divisor)));
    return new Scorecard(
        Metrics.of(Task.REGRESSION, new Sums(examples, weight, loss, 0, targets)),
        more,
        Optional.empty());
  }

  private double spread(int i) {
    return target[i].isConstant() ? Double.NaN : target[i].squares();
  }

  /** {@code Σ w |y - ŷ| / Σ w}, in the units of the data. */
  double meanAbsoluteError(List<Double> divisor) {
    double absolutes = 0;
    for (int i = 0; i < outputs; i++) {
      absolutes += absoluteError[i] * divisor.get(i);
    }
    return absolutes / outputs / weight;
  }

  /** {@code 1 - Var(y - ŷ) / Var(y)}, the mean over the targets; NaN if one is constant. */
  double explainedVariance() {
    double explained = 0;
    for (int i = 0; i < outputs; i++) {
      explained += 1 - error[i].squares() / spread(i);
    }
    return explained / outputs;
  }
}
