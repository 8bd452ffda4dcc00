package org.lockstep.network;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles of each target at levels τ, an output a for each, target after target: {@code J = Σ
 * max(τ (y - a), (τ - 1) (y - a))}, {@code ∂J/∂a = -τ} below y, {@code 1 - τ} above, 0 where they
 * are equal.
 *
 * <p>Source: Koenker and Bassett, "Regression Quantiles", Econometrica 46, 1978.
 *
 * @param levels τ, ascending, each greater than 0 and less than 1
 */
public record Quantiles(List<Double> levels) implements Loss {
  /**
   * Copies the list.
   *
   * @throws org.lockstep.OutOfBoundsException if the levels are no ascending shares
   */
  public Quantiles {
    levels = List.copyOf(levels);
    Losses.QUANTILES.check(levels);
  }

  @Override
  public boolean forClasses() {
    return false;
  }

  @Override
  public String settingsName() {
    return "quantile";
  }

  @Override
  public @Nullable Activation output() {
    return null;
  }

  @Override
  public int outputsPerTarget() {
    return levels.size();
  }

  /** The level that is nearest to the median, the lower of two. */
  @Override
  public int predictedOutput() {
    int nearest = 0;
    for (int i = 1; i < levels.size(); i++) {
      nearest = Math.abs(levels.get(i) - 0.5) < Math.abs(levels.get(nearest) - 0.5) ? i : nearest;
    }
    return nearest;
  }

  /**
   * The quantiles of one target in their order, which those of a network may not have.
   *
   * <p>Source: Chernozhukov, Fernández-Val and Galichon, "Quantile and Probability Curves Without
   * Crossing", Econometrica 78, 2010.
   *
   * @param outputs holds the outputs of the target, from element {@code from} on
   */
  public float[] sorted(float[] outputs, int from) {
    float[] sorted = Arrays.copyOfRange(outputs, from, from + levels.size());
    Arrays.sort(sorted);
    return sorted;
  }

  @Override
  public double of(double[] y, double[] z, double[] a, double[] error) {
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      double level = levels.get(i % levels.size());
      double r = y[i] - a[i];
      sum += Math.max(level * r, (level - 1) * r);
      error[i] = r > 0 ? -level : r < 0 ? 1 - level : r * 0;
    }
    return sum;
  }
}
