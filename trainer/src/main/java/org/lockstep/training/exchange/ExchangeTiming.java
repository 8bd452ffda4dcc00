package org.lockstep.training.exchange;

import java.util.List;
import org.lockstep.training.exchange.task.TaskResult;

/**
 * How long the parts of one exchange took, in nanoseconds of the driver's clock.
 *
 * @param publishNanos sending the parameters
 * @param waitNanos from then until the last result; includes the slowest task's arithmetic, and the
 *     wait for a result that did not come
 * @param computeNanos the arithmetic of the slowest task alone
 * @param reduceNanos the driver's part of the additions
 */
public record ExchangeTiming(
    long publishNanos, long waitNanos, long computeNanos, long reduceNanos) {
  /** Before the first exchange. */
  public static final ExchangeTiming NONE = new ExchangeTiming(0, 0, 0, 0);

  /**
   * The part of the slowest task's arithmetic that the driver waited for: it may begin before all
   * tasks have the parameters.
   */
  public long awaitedComputeNanos() {
    return Math.min(computeNanos, waitNanos);
  }

  /** The rest of the wait: messages, thread wake-ups, and executors that do not answer. */
  public long sendNanos() {
    return waitNanos - awaitedComputeNanos();
  }

  /** The same with a longer wait. */
  ExchangeTiming withMoreWait(long nanos) {
    return new ExchangeTiming(publishNanos, waitNanos + nanos, computeNanos, reduceNanos);
  }

  /** Computes the parts from three times of the driver's clock; the additions end now. */
  static ExchangeTiming of(long start, long published, long received, List<TaskResult> results) {
    long slowest = 0;
    for (TaskResult result : results) {
      slowest = Math.max(slowest, result.computeNanos());
    }
    return new ExchangeTiming(
        published - start, received - published, slowest, System.nanoTime() - received);
  }
}
