package org.lockstep.optimization.schedule;

import java.util.Optional;
import org.lockstep.Bounds;

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
  /** Checks the settings. */
  public Cosine {
    Bounds.share("end", end);
    Bounds.atLeast(1, "growth", growth);
  }

  /** One wave down to 0. */
  public Cosine() {
    this(0, Optional.empty(), 1);
  }

  @Override
  public String settingsName() {
    return "cosine";
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
