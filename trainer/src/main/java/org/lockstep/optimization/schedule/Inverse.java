package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.DECAY;
import static org.lockstep.optimization.schedule.ScheduleSettings.EVERY;
import static org.lockstep.optimization.schedule.ScheduleSettings.POWER;

import org.lockstep.settings.value.Type;

/**
 * A fall that slows down: the learning rates of Robbins and Monro.
 *
 * <pre>
 *   factor(k) = 1 / (1 + d k / n)^p
 * </pre>
 *
 * <p>Source: Robbins and Monro, "A stochastic approximation method", Annals of Mathematical
 * Statistics 22, 1951, where p = 1.
 *
 * @param every n
 * @param decay d; 0 or greater
 * @param power p; greater than 0
 */
public record Inverse(Span every, double decay, double power) implements Schedule {
  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of(
          "inverse",
          b -> new Inverse(b.get(EVERY), b.get(DECAY), b.get(POWER)),
          EVERY,
          DECAY,
          POWER);

  /** Checks the settings. */
  public Inverse {
    DECAY.check(decay);
    POWER.check(power);
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    return StrictMath.pow(1 + decay * k / every.in(horizon), -power);
  }
}
