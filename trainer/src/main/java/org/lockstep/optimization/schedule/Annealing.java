package org.lockstep.optimization.schedule;

import java.util.Locale;

/**
 * How the strength of a regularisation, dropout or weight decay, changes over a run: a pure
 * function of the iteration and the length of the run, so that executors and driver compute the
 * same.
 */
public enum Annealing {
  /** It stays as it is. */
  CONSTANT,

  /** {@link FlatCosine}: it stays for half of the run, then falls to 0. */
  FLAT_COSINE;

  private static final double[] NO_MEMORY = {};

  /** Its name in settings and manifests. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * What the strength is multiplied by.
   *
   * @param k number of the iteration, from 0
   * @param iterations T, of the whole run
   */
  public double factor(long k, long iterations) {
    return switch (this) {
      case CONSTANT -> 1;
      // It counts no epochs
      case FLAT_COSINE -> new FlatCosine().factor(k, new Horizon(1, iterations), NO_MEMORY);
    };
  }
}
