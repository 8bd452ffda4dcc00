package org.lockstep.training.metric;

import java.io.Serializable;
import java.util.List;
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
  public Scorecard.Numbers scorecard(List<Double> divisor) {
    double squares = 0;
    double absolutes = 0;
    double r2 = 0;
    double explained = 0;
    for (int i = 0; i < outputs; i++) {
      double unit = divisor.get(i);
      squares += squaredError[i] * unit * unit;
      absolutes += absoluteError[i] * unit;
      double spread = target[i].isConstant() ? Double.NaN : target[i].squares();
      r2 += 1 - squaredError[i] / spread;
      explained += 1 - error[i].squares() / spread;
    }
    return new Scorecard.Numbers(
        loss / weight,
        examples,
        Math.sqrt(squares / outputs / weight),
        absolutes / outputs / weight,
        r2 / outputs,
        explained / outputs);
  }
}
