package org.lockstep.training.exchange;

import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.optimization.Ranges;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.MetricSum;

/**
 * Weights out, sums back: the traffic of an iteration. Whoever carries it, the bits are the same.
 *
 * <p>Called by one thread at a time.
 */
public interface Exchange extends AutoCloseable {
  /**
   * Computes the gradient of a mini-batch on the executors.
   *
   * @param parameters θ; not written
   * @return the gradient and the loss, summed over the batch
   */
  GradientSum gradient(float[] parameters, Batch batch);

  /**
   * Judges the network on the executors.
   *
   * @param parameters θ; not written
   * @param lanes the examples to judge on
   * @return sums over all of them
   */
  MetricSum metrics(float[] parameters, DealtLanes lanes);

  /** Who does the driver's element-wise work until the next command. */
  default Ranges ranges() {
    return Ranges.WHOLE;
  }

  /** Where the time of the last {@link #gradient} or {@link #metrics} went. */
  ExchangeTiming timing();

  /** Releases what it holds on the executors. */
  @Override
  void close();
}
