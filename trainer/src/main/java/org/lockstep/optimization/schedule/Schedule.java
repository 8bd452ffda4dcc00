package org.lockstep.optimization.schedule;

/**
 * How the learning rate changes from iteration to iteration.
 *
 * <p>Implementations are immutable settings; they check themselves and throw an {@link
 * org.lockstep.OutOfBoundsException}. What one of them remembers is in numbers of the caller's, all
 * 0 at first.
 */
public interface Schedule {
  /** Its name in settings and manifests. */
  String settingsName();

  /**
   * The learning rate of an iteration as a multiple of η.
   *
   * @param k number of the iteration, from 0
   * @param horizon how long the run is
   * @param memory {@link #numberCount} numbers
   */
  double factor(long k, Horizon horizon, double[] memory);

  /** How many numbers it remembers. */
  default int numberCount() {
    return 0;
  }

  /**
   * Hears how the model does.
   *
   * @param loss of the evaluation
   * @param memory updated in place
   */
  default void evaluated(double loss, double[] memory) {}
}
