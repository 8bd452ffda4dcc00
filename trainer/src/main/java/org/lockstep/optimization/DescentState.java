package org.lockstep.optimization;

import org.lockstep.optimization.optimizer.OptimizerState;

/**
 * State of a descent besides the parameters and the iteration number, as plain vectors and numbers
 * for a checkpoint.
 */
public final class DescentState {
  private final OptimizerState optimizer;
  private final double[] schedule;

  /**
   * Creates a saved state.
   *
   * @param optimizer state of the optimizer
   * @param schedule state of the schedule, {@link
   *     org.lockstep.optimization.schedule.Schedule#numberCount} numbers; kept, not copied
   */
  public DescentState(OptimizerState optimizer, double[] schedule) {
    this.optimizer = optimizer;
    this.schedule = schedule;
  }

  /** Creates the state before the first step. */
  static DescentState initial(DescentSettings settings, int parameterCount) {
    return new DescentState(
        new OptimizerState(settings.optimizer(), parameterCount),
        new double[settings.learningRate().schedule().numberCount()]);
  }

  /** State of the optimizer; not a copy. */
  public OptimizerState optimizer() {
    return optimizer;
  }

  /** State of the schedule; not a copy. */
  public double[] schedule() {
    return schedule;
  }
}
