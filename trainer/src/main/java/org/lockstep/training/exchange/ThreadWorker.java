package org.lockstep.training.exchange;

import org.jspecify.annotations.Nullable;
import org.lockstep.training.lane.Assignment;
import org.lockstep.training.lane.LaneWorker;

/**
 * A worker for each of an executor's threads, kept from task to task, so that an iteration takes no
 * native memory. Spark ends its idle threads after a minute, and their memory with them.
 */
final class ThreadWorker {
  private static final ThreadLocal<@Nullable LaneWorker> LAST = new ThreadLocal<>();

  private ThreadWorker() {}

  /** This thread's worker; the one it had, if that serves. */
  static LaneWorker of(Assignment assignment) {
    LaneWorker last = LAST.get();
    if (last == null || !last.assignment().equals(assignment)) {
      last = new LaneWorker(assignment);
      LAST.set(last);
    }
    return last;
  }
}
