package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.END;
import static org.lockstep.optimization.schedule.ScheduleSettings.MIN_CHANGE;
import static org.lockstep.optimization.schedule.ScheduleSettings.PATIENCE;

import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;
import org.lockstep.settings.value.Values;

/**
 * Multiplies the rate by a factor whenever the loss has not improved for some evaluations.
 *
 * <pre>
 *   factor(k) = max(e, f^r)        after r reductions
 * </pre>
 *
 * <p>An evaluation improves the loss if it is below the best one by more than the least change, as
 * a share of it. State: the evaluations so far, the best loss, the evaluations since it, and r.
 *
 * @param factor f; greater than 0 and less than 1
 * @param patience evaluations without a better one before a reduction; 1 or more
 * @param minChange the least change that counts, as a share of the best loss; 0 or greater
 * @param end e; 0 to 1
 */
public record ReduceOnPlateau(double factor, int patience, double minChange, double end)
    implements Schedule {
  private static final Setting<Double> FACTOR =
      ScheduleSettings.FACTOR.withType(Values.number(Bound.BETWEEN, "0.1"));

  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of(
          "reduce-on-plateau",
          b -> new ReduceOnPlateau(b.get(FACTOR), b.get(PATIENCE), b.get(MIN_CHANGE), b.get(END)),
          FACTOR,
          PATIENCE,
          MIN_CHANGE,
          END);

  private static final int SEEN = 0;
  private static final int BEST = 1;
  private static final int WAITED = 2;
  private static final int REDUCTIONS = 3;

  /** Checks the settings. */
  public ReduceOnPlateau {
    FACTOR.check(factor);
    PATIENCE.check(patience);
    MIN_CHANGE.check(minChange);
    END.check(end);
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public int numberCount() {
    return 4;
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    return Math.max(end, StrictMath.pow(factor, memory[REDUCTIONS]));
  }

  @Override
  public void evaluated(double loss, double[] memory) {
    boolean first = memory[SEEN]++ == 0;
    if (first || loss < memory[BEST] - minChange * Math.abs(memory[BEST])) {
      memory[BEST] = loss;
      memory[WAITED] = 0;
    } else if (++memory[WAITED] >= patience) {
      memory[REDUCTIONS]++;
      memory[WAITED] = 0;
    }
  }
}
