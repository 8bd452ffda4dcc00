package org.lockstep.training.exchange.task;

import org.jspecify.annotations.Nullable;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.lane.LaneWorker;

/**
 * Caches a {@link LaneWorker} per executor thread from task to task, so that an iteration allocates
 * no native memory. Spark ends idle threads after a minute, which releases it.
 */
public final class ThreadWorker {
  private static final ThreadLocal<@Nullable LaneWorker> LAST = new ThreadLocal<>();

  private ThreadWorker() {}

  /** The calling thread's worker; a new one if the last had another context. */
  public static LaneWorker of(LaneContext context) {
    LaneWorker last = LAST.get();
    if (last == null || !last.context().equals(context)) {
      last = new LaneWorker(context);
      LAST.set(last);
    }
    return last;
  }
}
