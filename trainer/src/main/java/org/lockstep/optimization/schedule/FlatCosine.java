package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.END;
import static org.lockstep.optimization.schedule.ScheduleSettings.FROM;
import static org.lockstep.optimization.schedule.ScheduleSettings.TO;

import org.lockstep.OutOfBoundsException;
import org.lockstep.settings.value.Type;

/**
 * A constant for the first part of the run, then a fall along half a cosine wave.
 *
 * <pre>
 *   factor(k) = e + (1 - e) ½ (1 + cos(π s)),  s = min(1, max(0, (k / T - a) / (b - a)))
 * </pre>
 *
 * <p>Source: Holzmüller, Grinsztajn and Steinwart, "Better by Default: Strong Pre-Tuned MLPs and
 * Boosted Trees on Tabular Data", NeurIPS 2024, where dropout and weight decay follow it with a = ½
 * and b = 1 (flat_cos).
 *
 * @param from a, the share of the run after which it falls; 0 to 1
 * @param to b, the share of the run after which it has fallen; greater than a, at most 1
 * @param end e; 0 to 1
 */
public record FlatCosine(double from, double to, double end) implements Schedule {
  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of(
          "flat-cosine", b -> new FlatCosine(b.get(FROM), b.get(TO), b.get(END)), FROM, TO, END);

  /** Checks the settings. */
  public FlatCosine {
    FROM.check(from);
    TO.check(to);
    END.check(end);
    if (from >= to) {
      throw new OutOfBoundsException("to", to, "it must be greater than from, %s".formatted(from));
    }
  }

  /** Flat for half of the run, then down to 0. */
  public FlatCosine() {
    this(FROM.usualValue(), TO.usualValue(), END.usualValue());
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    double fallen = ((double) k / horizon.iterations() - from) / (to - from);
    double share = Math.min(1, Math.max(0, fallen));
    return end + (1 - end) * 0.5 * (1 + StrictMath.cos(Math.PI * share));
  }
}
