package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.EVERY;
import static org.lockstep.optimization.schedule.ScheduleSettings.FACTOR;

import org.lockstep.settings.value.Type;

/**
 * Multiplies the rate by the same factor after every n iterations.
 *
 * <pre>
 *   factor(k) = f^⌊k / n⌋
 * </pre>
 *
 * @param every n
 * @param factor f; greater than 0
 */
public record StepDecay(Span every, double factor) implements Schedule {
  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of("step", b -> new StepDecay(b.get(EVERY), b.get(FACTOR)), EVERY, FACTOR);

  /** Checks the settings. */
  public StepDecay {
    FACTOR.check(factor);
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    long falls = k / every.in(horizon);
    return StrictMath.pow(factor, (double) falls);
  }
}
