package org.lockstep.jobs.console;

/**
 * The mean loss of the iterations since the epoch began. One thread adds, any may ask.
 *
 * <p>Each iteration counts the same, whatever its examples weigh: it is to be looked at while the
 * epoch lasts, and the epoch's own result takes its place.
 */
final class EpochLoss {
  private double sum;
  private int iterations;
  private volatile int epoch;
  private volatile double mean = Double.NaN;

  /** Adds an iteration of an epoch, which is counted from 1. */
  void add(int epoch, double loss) {
    if (epoch != this.epoch) {
      sum = 0;
      iterations = 0;
      this.epoch = epoch;
    }
    sum += loss;
    iterations++;
    mean = sum / iterations;
  }

  /** The epoch, from 1; 0 before the first iteration. */
  int epoch() {
    return epoch;
  }

  /** The mean; NaN before the first iteration. */
  double mean() {
    return mean;
  }
}
