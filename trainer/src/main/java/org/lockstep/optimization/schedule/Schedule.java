package org.lockstep.optimization.schedule;

/**
 * How the learning rate changes from iteration to iteration.
 *
 * <p>Implementations are immutable records of settings, whose constructors throw an {@link
 * org.lockstep.OutOfBoundsException}. State is in an array of numbers, which the caller holds; all
 * are 0 at first.
 */
public interface Schedule {
  /** The name in settings and manifests. */
  String settingsName();

  /**
   * The learning rate of an iteration as a multiple of η.
   *
   * @param k number of the iteration, from 0
   * @param horizon length of the run
   * @param memory state, {@link #numberCount} numbers
   */
  double factor(long k, Horizon horizon, double[] memory);

  /** Number of state numbers. */
  default int numberCount() {
    return 0;
  }

  /**
   * Takes the loss of an evaluation into account.
   *
   * @param loss the loss
   * @param memory updated in place
   */
  default void evaluated(double loss, double[] memory) {}
}
