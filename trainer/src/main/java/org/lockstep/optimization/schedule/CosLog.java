package org.lockstep.optimization.schedule;

import org.lockstep.settings.value.Type;

/**
 * Four waves from 0 up to η and down to 0, each twice as long as the one before.
 *
 * <pre>
 *   factor(k) = ½ (1 - cos(2π log₂(1 + 15 k / T)))
 * </pre>
 *
 * <p>The waves end at 1/15, 3/15, 7/15 and the whole of the run. Source: Holzmüller, Grinsztajn and
 * Steinwart, "Better by Default: Strong Pre-Tuned MLPs and Boosted Trees on Tabular Data", NeurIPS
 * 2024, where it is named coslog₄.
 */
public record CosLog() implements Schedule {
  /** Its name and its settings. */
  static final Type<Schedule> TYPE = Type.of("coslog4", b -> new CosLog());

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    double done = (double) Math.min(k, horizon.iterations()) / horizon.iterations();
    double waves = StrictMath.log(1 + 15 * done) / StrictMath.log(2);
    return 0.5 * (1 - StrictMath.cos(2 * Math.PI * waves));
  }
}
