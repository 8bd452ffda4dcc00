package org.lockstep.training;

import org.jspecify.annotations.Nullable;
import org.lockstep.data.Encoding;
import org.lockstep.network.Topology;

/**
 * A worker for each of an executor's threads, kept from task to task, so that an iteration takes no
 * memory. Spark ends its idle threads after a minute, and their memory with them.
 */
final class ThreadWorker {
  private static final ThreadLocal<@Nullable ThreadWorker> LAST = new ThreadLocal<>();

  private final Topology topology;
  private final Encoding encoding;
  private final int largestShare;
  private final LaneWorker worker;

  private ThreadWorker(Topology topology, Encoding encoding, int largestShare) {
    this.topology = topology;
    this.encoding = encoding;
    this.largestShare = largestShare;
    this.worker = new LaneWorker(topology, encoding, largestShare);
  }

  /** This thread's worker; the one it had, if that serves. */
  static LaneWorker of(Topology topology, Encoding encoding, int largestShare) {
    ThreadWorker last = LAST.get();
    if (last == null
        || last.largestShare != largestShare
        || !last.topology.equals(topology)
        || !last.encoding.equals(encoding)) {
      last = new ThreadWorker(topology, encoding, largestShare);
      LAST.set(last);
    }
    return last.worker;
  }
}
