package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.END;
import static org.lockstep.optimization.schedule.ScheduleSettings.MIN_CHANGE;
import static org.lockstep.optimization.schedule.ScheduleSettings.PATIENCE;

import org.lockstep.metric.ValidationMetric;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;
import org.lockstep.settings.value.Values;

/**
 * Multiplies the rate by a factor whenever a metric has not improved for some evaluations.
 *
 * <pre>
 *   factor(k) = max(e, f^r)        after r reductions
 * </pre>
 *
 * <p>An evaluation improves the metric if it is better than the best one by more than the least
 * change, as a share of it. State: the evaluations so far, the best value, of which less is better,
 * the evaluations since it, and r.
 *
 * @param factor f; greater than 0 and less than 1
 * @param patience evaluations without a better one before a reduction; 1 or more
 * @param minChange the least change that counts, as a share of the best value; 0 or greater
 * @param end e; 0 to 1
 * @param metric of the examples to validate on; the loss is that of training without them
 */
public record ReduceOnPlateau(
    double factor, int patience, double minChange, double end, ValidationMetric metric)
    implements Schedule {
  private static final Setting<Double> FACTOR =
      ScheduleSettings.FACTOR.withType(Values.number(Bound.BETWEEN, "0.1"));

  /** The metric. */
  public static final Setting<ValidationMetric> METRIC =
      Setting.of(
          "metric",
          ValidationMetric.type(),
          "loss",
          "The metric of the validation examples that reduce-on-plateau watches; loss is that of"
              + " training where there are none.");

  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of(
          "reduce-on-plateau",
          b ->
              new ReduceOnPlateau(
                  b.get(FACTOR), b.get(PATIENCE), b.get(MIN_CHANGE), b.get(END), b.get(METRIC)),
          FACTOR,
          PATIENCE,
          MIN_CHANGE,
          END,
          METRIC);

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

  /** Watches the loss. */
  public ReduceOnPlateau(double factor, int patience, double minChange, double end) {
    this(factor, patience, minChange, end, ValidationMetric.LOSS);
  }

  @Override
  public ValidationMetric watched() {
    return metric;
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
  public void evaluated(double value, double[] memory) {
    boolean first = memory[SEEN]++ == 0;
    if (first || value < memory[BEST] - minChange * Math.abs(memory[BEST])) {
      memory[BEST] = value;
      memory[WAITED] = 0;
    } else if (++memory[WAITED] >= patience) {
      memory[REDUCTIONS]++;
      memory[WAITED] = 0;
    }
  }
}
