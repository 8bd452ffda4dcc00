package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.END;
import static org.lockstep.optimization.schedule.ScheduleSettings.POWER;

import org.lockstep.settings.value.Type;

/**
 * A polynomial decrease until the end of the run.
 *
 * <pre>
 *   factor(k) = e + (1 - e) (1 - k / T)^p
 * </pre>
 *
 * @param power p; greater than 0
 * @param end e, the factor after the last iteration; 0 to 1
 */
public record Polynomial(double power, double end) implements Schedule {
  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of("polynomial", b -> new Polynomial(b.get(POWER), b.get(END)), POWER, END);

  /** Checks the settings. */
  public Polynomial {
    POWER.check(power);
    END.check(end);
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    double left = 1 - (double) Math.min(k, horizon.iterations()) / horizon.iterations();
    return end + (1 - end) * StrictMath.pow(left, power);
  }
}
