package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.EVERY;

import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;

/**
 * A steady fall, by the same factor over every so many iterations.
 *
 * <pre>
 *   factor(k) = f^(k / n)
 * </pre>
 *
 * @param every n
 * @param factor f; greater than 0
 */
public record Exponential(Span every, double factor) implements Schedule {
  private static final Setting<Double> FACTOR = ScheduleSettings.FACTOR.withUsual("0.9");

  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of("exponential", b -> new Exponential(b.get(EVERY), b.get(FACTOR)), EVERY, FACTOR);

  /** Checks the settings. */
  public Exponential {
    FACTOR.check(factor);
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    return StrictMath.pow(factor, (double) k / every.in(horizon));
  }
}
