package org.lockstep.jobs.console;

/**
 * The running mean loss of the current epoch. One thread adds; any thread may read.
 *
 * <p>All iterations count the same, whatever the weights of their examples: this mean is only shown
 * during the epoch, and the exact loss replaces it at the end.
 */
final class EpochLoss {
  private double sum;
  private int iterations;
  private volatile int epoch;
  private volatile double mean = Double.NaN;

  /** Adds the loss of an iteration; a new epoch, numbered from 1, starts a new mean. */
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

  /** The current epoch, from 1; 0 before the first iteration. */
  int epoch() {
    return epoch;
  }

  /** The mean loss; NaN before the first iteration. */
  double mean() {
    return mean;
  }
}
