package org.lockstep.optimization.schedule;

import org.lockstep.settings.value.Type;

/** {@code factor(k) = 1}. */
public record Constant() implements Schedule {
  /** Its name and its settings. */
  static final Type<Schedule> TYPE = Type.of("constant", b -> new Constant());

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    return 1;
  }
}
