package org.lockstep.training.exchange;

import java.util.List;

/**
 * Where the time of one exchange went, in nanoseconds of the driver's clock.
 *
 * @param publishNanos handing the parameters out
 * @param waitNanos until the last answer was there; the slowest task's arithmetic is a part of it
 * @param computeNanos the arithmetic of the slowest task alone
 * @param reduceNanos finishing the tree of additions
 */
public record ExchangeTiming(
    long publishNanos, long waitNanos, long computeNanos, long reduceNanos) {
  /** Before the first. */
  public static final ExchangeTiming NONE = new ExchangeTiming(0, 0, 0, 0);

  /**
   * What of the slowest task's arithmetic was waited for; it begins while θ is still handed out.
   */
  public long awaitedComputeNanos() {
    return Math.min(computeNanos, waitNanos);
  }

  /** The rest of the wait: messages, waking up. */
  public long sendNanos() {
    return waitNanos - awaitedComputeNanos();
  }

  /** From three moments of the driver's clock and now, when the reduce is done. */
  static ExchangeTiming of(long start, long published, long answered, List<Answer> answers) {
    long slowest = 0;
    for (Answer answer : answers) {
      slowest = Math.max(slowest, answer.computeNanos());
    }
    return new ExchangeTiming(
        published - start, answered - published, slowest, System.nanoTime() - answered);
  }
}
