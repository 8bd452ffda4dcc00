package org.lockstep.training.exchange;

import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.MetricSum;

/**
 * Sends the parameters to the executors and brings back the sums that they compute. All
 * implementations give the same bits.
 *
 * <p>Not thread-safe.
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
   * Computes the validation metrics on the executors.
   *
   * @param parameters θ; not written
   * @param lanes the examples to validate on
   * @return sums over all of them
   */
  MetricSum metrics(float[] parameters, DealtLanes lanes);

  /** How long the parts of the last {@link #gradient} or {@link #metrics} took. */
  ExchangeTiming timing();

  /** Releases the tasks that it keeps on the executors. */
  @Override
  void close();
}
