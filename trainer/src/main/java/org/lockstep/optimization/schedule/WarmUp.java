package org.lockstep.optimization.schedule;

import org.lockstep.metric.ValidationMetric;

/**
 * A linear increase to the first value of another schedule, which starts afterwards.
 *
 * <pre>
 *   factor(k) = (k + 1) / n · then(0)        k &lt; n
 *   factor(k) = then(k - n)                  k ≥ n
 * </pre>
 *
 * <p>Source: Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1 hour",
 * arXiv:1706.02677, 2017, section 2.2.
 *
 * @param length n
 * @param then what comes after it
 */
public record WarmUp(Span length, Schedule then) implements Schedule {
  @Override
  public String settingsName() {
    return then.settingsName();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    long n = length.in(horizon);
    return k < n
        ? (k + 1.0) / n * then.factor(0, horizon.after(n), memory)
        : then.factor(k - n, horizon.after(n), memory);
  }

  @Override
  public int numberCount() {
    return then.numberCount();
  }

  @Override
  public ValidationMetric watched() {
    return then.watched();
  }

  @Override
  public void evaluated(double value, double[] memory) {
    then.evaluated(value, memory);
  }
}
