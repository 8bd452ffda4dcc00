package org.lockstep.optimization.schedule;

/** {@code factor(k) = 1}. */
public record Constant() implements Schedule {
  @Override
  public String settingsName() {
    return "constant";
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    return 1;
  }
}
