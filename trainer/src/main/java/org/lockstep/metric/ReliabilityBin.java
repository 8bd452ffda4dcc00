package org.lockstep.metric;

/**
 * The examples whose probability lies in a tenth of 0 to 1.
 *
 * @param weight of the examples
 * @param probability Σ w p of the probabilities p
 * @param occurred weight of the examples in which that of which p is the probability is so
 */
public record ReliabilityBin(double weight, double probability, double occurred) {
  /** The number of bins from 0 to 1. */
  public static final int COUNT = 10;

  /** The bin of a probability; one on an edge is in the lower one, as in scikit-learn. */
  public static int of(double p) {
    int bin = 0;
    while (bin < COUNT - 1 && p > (bin + 1) / (double) COUNT) {
      bin++;
    }
    return bin;
  }

  /** The mean probability; NaN without examples. */
  public double meanProbability() {
    return probability / weight;
  }

  /** The share of the examples in which it is so; NaN without examples. */
  public double frequency() {
    return occurred / weight;
  }
}
