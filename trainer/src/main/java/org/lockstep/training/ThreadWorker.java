package org.lockstep.training;

import org.jspecify.annotations.Nullable;
import org.lockstep.data.Task;
import org.lockstep.network.Topology;

/**
 * A worker for each of an executor's threads, kept from task to task, so that an iteration takes no
 * memory. Spark ends its idle threads after a minute, and their memory with them.
 */
final class ThreadWorker {
  private static final ThreadLocal<@Nullable ThreadWorker> LAST = new ThreadLocal<>();

  private final Topology topology;
  private final Task task;
  private final int largestShare;
  private final LaneWorker worker;

  private ThreadWorker(Topology topology, Task task, int largestShare) {
    this.topology = topology;
    this.task = task;
    this.largestShare = largestShare;
    this.worker = new LaneWorker(topology, task, largestShare);
  }

  /** This thread's worker; the one it had, if that serves. */
  static LaneWorker of(Topology topology, Task task, int largestShare) {
    ThreadWorker last = LAST.get();
    if (last == null
        || last.largestShare != largestShare
        || !last.topology.equals(topology)
        || last.task != task) {
      last = new ThreadWorker(topology, task, largestShare);
      LAST.set(last);
    }
    return last.worker;
  }
}
