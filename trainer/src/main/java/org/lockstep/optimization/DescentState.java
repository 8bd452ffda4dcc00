package org.lockstep.optimization;

/**
 * All that a descent remembers besides the parameters and the number of the iteration: what a
 * checkpoint saves, as plain vectors and numbers.
 */
public final class DescentState {
  private final OptimizerState optimizer;
  private final double[] schedule;

  /**
   * What was remembered before.
   *
   * @param optimizer of the optimizer
   * @param schedule of the schedule, {@link
   *     org.lockstep.optimization.schedule.Schedule#numberCount} numbers; kept, not copied
   */
  public DescentState(OptimizerState optimizer, double[] schedule) {
    this.optimizer = optimizer;
    this.schedule = schedule;
  }

  /** What is remembered before the first step. */
  static DescentState initial(DescentSettings settings, int parameterCount) {
    return new DescentState(
        new OptimizerState(settings.optimizer(), parameterCount),
        new double[settings.learningRate().schedule().numberCount()]);
  }

  /** Of the optimizer. */
  public OptimizerState optimizer() {
    return optimizer;
  }

  /** Of the schedule: the numbers themselves. */
  public double[] schedule() {
    return schedule;
  }
}
