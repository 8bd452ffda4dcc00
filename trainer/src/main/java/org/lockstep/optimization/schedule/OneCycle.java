package org.lockstep.optimization.schedule;

import static org.lockstep.optimization.schedule.ScheduleSettings.RISE;
import static org.lockstep.optimization.schedule.ScheduleSettings.START;

import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;

/**
 * One rise to η and a longer fall to almost nothing, along half cosine waves.
 *
 * <pre>
 *   factor rises from a at k = 0 to 1 at k = r (T - 1), and falls to e at k = T - 1
 * </pre>
 *
 * <p>Source: Smith and Topin, "Super-convergence: very fast training of neural networks using large
 * learning rates", arXiv:1708.07120, 2017, with cosines in place of lines, as in fastai and
 * PyTorch. The momentum stays as it is.
 *
 * @param rise r, the share of the run that goes up; greater than 0 and less than 1
 * @param start a; 0 to 1
 * @param end e; 0 to 1
 */
public record OneCycle(double rise, double start, double end) implements Schedule {
  private static final Setting<Double> END = ScheduleSettings.END.withUsual("4e-6");

  /** Its name and its settings. */
  static final Type<Schedule> TYPE =
      Type.of(
          "one-cycle", b -> new OneCycle(b.get(RISE), b.get(START), b.get(END)), RISE, START, END);

  /** Checks the settings. */
  public OneCycle {
    RISE.check(rise);
    START.check(start);
    END.check(end);
  }

  /** PyTorch's: three tenths of the run up from 1/25, then down to 1/250,000. */
  public OneCycle() {
    this(RISE.usualValue(), START.usualValue(), END.usualValue());
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  @Override
  public double factor(long k, Horizon horizon, double[] memory) {
    double done = Math.min(1, (double) k / Math.max(1, horizon.iterations() - 1));
    return done < rise
        ? between(start, 1, done / rise)
        : between(1, end, (done - rise) / (1 - rise));
  }

  private static double between(double from, double to, double share) {
    return to + (from - to) * 0.5 * (1 + StrictMath.cos(Math.PI * share));
  }
}
