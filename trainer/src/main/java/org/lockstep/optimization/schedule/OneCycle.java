package org.lockstep.optimization.schedule;

import org.lockstep.Bounds;
import org.lockstep.OutOfBoundsException;

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
  /** Checks the settings. */
  public OneCycle {
    if (!(rise > 0 && rise < 1)) {
      throw new OutOfBoundsException("rise", rise, "it must be greater than 0 and less than 1");
    }
    Bounds.share("start", start);
    Bounds.share("end", end);
  }

  /** PyTorch's: three tenths of the run up from 1/25, then down to 1/250,000. */
  public OneCycle() {
    this(0.3, 1.0 / 25, 1.0 / 250_000);
  }

  @Override
  public String settingsName() {
    return "one-cycle";
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
