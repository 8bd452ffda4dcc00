package org.lockstep.network;

/**
 * Inverted dropout: in training each hidden unit's activation is set to 0 with probability p, else
 * divided by 1 - p, so that its expectation stays and evaluation needs no change.
 *
 * <pre>
 *   A ← A ⊙ M,   dA ← dA ⊙ M,   M_ij = 0 with probability p, else 1 / (1 - p)
 * </pre>
 *
 * <p>A mask is a pure function of the visit of an example (which the caller keys by seed, epoch,
 * lane and example), the layer and the unit. p is rounded to a multiple of 2^-16, so that four
 * units share a draw of 64 bits. Source: Srivastava, Hinton, Krizhevsky, Sutskever and
 * Salakhutdinov, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", JMLR 15,
 * 2014.
 */
final class Dropout {
  private static final int RESOLUTION = 1 << 16;

  private final int kept;
  private final float scale;

  /**
   * Creates the rule.
   *
   * @param p share of the units that is dropped, in [0, 1)
   */
  Dropout(double p) {
    kept = Math.max(1, (int) Math.rint((1 - p) * RESOLUTION));
    scale = (float) RESOLUTION / kept;
  }

  /** Writes the mask of one example's n units in layer {@code layer}, from {@code from} on. */
  void mask(CounterRandom visit, int layer, float[] mask, int from, int n) {
    long first = (long) layer << 32;
    for (int i = 0; i < n; i += 4) {
      long bits = visit.bits(first + i);
      for (int k = i; k < Math.min(i + 4, n); k++) {
        mask[from + k] = (bits & (RESOLUTION - 1)) < kept ? scale : 0f;
        bits >>>= 16;
      }
    }
  }
}
