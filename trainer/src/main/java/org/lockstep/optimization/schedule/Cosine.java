package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.END;
import static org.lockstep.optimization.schedule.ScheduleSettings.GROWTH;
import static org.lockstep.optimization.schedule.ScheduleSettings.RESTART;

import java.util.Optional;
import org.lockstep.settings.value.Type;

/**
 * A fall along half a cosine wave, once to the end of the run, or again and again.
 *
 * <pre>
 *   factor(k) = e + (1 - e) ½ (1 + cos(π i / n))
 * </pre>
 *
 * <p>without restarts i = k and n = T; with them i counts from the last restart, the first wave has
 * n iterations and each later one q times those of the wave before.
 *
 * <p>Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR
 * 2017, equation 5.
 *
 * @param end e, the factor at the end of a wave; 0 to 1
 * @param restart n; empty for one wave
 * @param growth q; 1 or more
 */
public record Cosine(double end, Optional<Span> restart, int growth) implements Schedule {
  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of(
          "cosine",
          b -> new Cosine(b.get(END), b.optional(RESTART), b.get(GROWTH)),
          END,
          RESTART,
          GROWTH);

  /** Checks the settings. */
  public Cosine {
    END.check(end);
    GROWTH.check(growth);
  }

  /** One wave down to 0. */
  public Cosine() {
    this(END.usualValue(), Optional.empty(), GROWTH.usualValue());
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    long n = restart.map(span -> span.in(horizon)).orElse(horizon.iterations());
    long i = restart.isPresent() ? k : Math.min(k, n);
    if (restart.isPresent() && growth == 1) {
      i %= n;
    } else {
      while (restart.isPresent() && i >= n) {
        i -= n;
        n *= growth;
      }
    }
    return end + (1 - end) * 0.5 * (1 + StrictMath.cos(Math.PI * i / n));
  }
}
