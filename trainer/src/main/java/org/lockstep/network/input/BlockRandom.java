package org.lockstep.network.input;

/** Random numbers, each a pure function of its index. */
public interface BlockRandom {
  /** The number at {@code index}, uniform in [0, 1). */
  double uniform(long index);

  /**
   * The number at {@code index}, normally distributed with mean 0 and deviation 1.
   *
   * <pre>
   *   √(-2 ln(1 - u)) cos(2π v)        u, v: the uniform numbers 2 index and 2 index + 1
   * </pre>
   *
   * <p>Source: Box and Muller, "A Note on the Generation of Random Normal Deviates", Annals of
   * Mathematical Statistics 29, 1958.
   */
  default double normal(long index) {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform(2 * index)));
    return radius * StrictMath.cos(2 * Math.PI * uniform(2 * index + 1));
  }
}
