package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.AT;
import static org.lockstep.optimization.schedule.ScheduleSettings.FACTORS;

import java.util.List;
import org.lockstep.OutOfBoundsException;
import org.lockstep.settings.value.Type;

/**
 * A constant for each part of the run.
 *
 * <pre>
 *   factor(k) = 1                    k &lt; n₁
 *   factor(k) = fᵢ                   nᵢ ≤ k &lt; nᵢ₊₁
 * </pre>
 *
 * @param at n₁, n₂, …, where a part begins; rising
 * @param factors f₁, f₂, …, as many; each greater than 0
 */
public record Piecewise(List<Span> at, List<Double> factors) implements Schedule {
  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of("piecewise", b -> new Piecewise(b.get(AT), b.get(FACTORS)), AT, FACTORS);

  /** Checks the settings. */
  public Piecewise {
    at = List.copyOf(at);
    factors = List.copyOf(factors);
    if (at.isEmpty()) {
      throw new OutOfBoundsException("at", at, "name where the learning rate changes");
    }
    for (int i = 1; i < at.size(); i++) {
      if (at.get(i).unit() != at.get(0).unit() || at.get(i).count() <= at.get(i - 1).count()) {
        throw new OutOfBoundsException(
            "at", at, "it must rise, and all of it count iterations or all of it epochs");
      }
    }
    if (factors.size() != at.size()) {
      throw new OutOfBoundsException(
          "factors", factors, "there must be as many as places in at, %d".formatted(at.size()));
    }
    FACTORS.check(factors);
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    double factor = 1;
    for (int i = 0; i < at.size() && k >= at.get(i).in(horizon); i++) {
      factor = factors.get(i);
    }
    return factor;
  }
}
