package org.lockstep.training.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Decision;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.ValidationMetric;

/**
 * Sums from which the standard errors of a model's metrics follow: how far a metric would stray if
 * it were computed on other examples of the same kind, as many as these.
 *
 * <pre>
 *   x̄ = Σ w x / Σ w,   se(x̄) = √(Σ w² (x - x̄)²) / Σ w
 * </pre>
 *
 * <p>With equal weights that is the deviation of the numbers over √n, and of a share p it is √(p (1
 * - p) / n). The root of a mean has {@code se(√x̄) = se(x̄) / 2√x̄}. Metrics that are no mean over
 * the examples have none here.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class StandardErrors implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The numbers whose mean a metric is. */
  private static final class Mean implements Serializable {
    private static final long serialVersionUID = 1L;
    private double weight;
    private double sum;

    /** Of the same numbers, by the squares of their weights. */
    private final Moments squared = new Moments();

    void add(double x, double w) {
      weight += w;
      sum += w * x;
      squared.add(x, w * w);
    }

    void add(Mean other) {
      weight += other.weight;
      sum += other.sum;
      squared.add(other.squared);
    }

    double value() {
      return sum / weight;
    }

    double error() {
      double shift = squared.mean() - value();
      return Math.sqrt(squared.squares() + squared.weight() * shift * shift) / weight;
    }
  }

  /** Which class is predicted; null for numbers. */
  private final @Nullable Decision decision;

  private final TargetEncoding target;
  private final Mean loss = new Mean();

  /**
   * Of classes, whether the prediction is the label; of numbers, the mean of the squared errors.
   */
  private final Mean answer = new Mean();

  private final ArrayList<Double> divisors;

  /** The sums of no examples. */
  public StandardErrors(TargetEncoding target) {
    this.target = target;
    decision = target instanceof TargetEncoding.Classes classes ? classes.decision() : null;
    divisors =
        new ArrayList<>(
            target instanceof TargetEncoding.Numbers numbers
                ? numbers.metricScale().divisor()
                : List.of());
  }

  /**
   * Adds examples.
   *
   * @param losses of the examples, unweighted
   */
  public void add(EvaluatedBatch batch, double[] losses) {
    EvaluatedBatch units = batch.inUnitsOf(target);
    for (int j = 0; j < batch.m(); j++) {
      double w = batch.weights()[j];
      loss.add(losses[j], w);
      answer.add(decision == null ? squaredError(units, j) : correct(units, j, decision), w);
    }
  }

  private static double correct(EvaluatedBatch batch, int j, Decision decision) {
    int n = batch.n();
    int chosen = decision.predicted(batch.outputs(), j * n, n);
    return batch.targets()[j * n + chosen] == 1f ? 1 : 0;
  }

  private double squaredError(EvaluatedBatch batch, int j) {
    int n = batch.n();
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double error =
          ((double) batch.targets()[j * n + i] - batch.outputs()[j * n + i]) * divisors.get(i);
      squares += error * error;
    }
    return squares / n;
  }

  /** Adds other sums to these, and returns these. */
  public StandardErrors add(StandardErrors other) {
    loss.add(other.loss);
    answer.add(other.answer);
    return this;
  }

  /** The standard errors, of the loss and of accuracy or rmse, in the units of these metrics. */
  public Map<ValidationMetric, Double> byMetric() {
    Map<ValidationMetric, Double> errors = new EnumMap<>(ValidationMetric.class);
    errors.put(ValidationMetric.LOSS, loss.error());
    if (decision != null) {
      errors.put(ValidationMetric.ACCURACY, answer.error());
    } else {
      double rmse = Math.sqrt(answer.value());
      errors.put(ValidationMetric.RMSE, rmse == 0 ? 0 : answer.error() / (2 * rmse));
    }
    return Collections.unmodifiableMap(errors);
  }
}
