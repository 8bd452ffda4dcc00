package org.lockstep.training.exchange.sharded;

import org.jspecify.annotations.Nullable;
import org.lockstep.training.exchange.task.TaskResult;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.Sum;

/**
 * Where the tasks of a peer add up their sums of a command in the lanes' tree, as far as whole
 * subtrees go. No task comes with the sums of the next command before all have come with these.
 * Thread-safe.
 */
final class Meeting {
  private final int tasks;
  private final int lanes;
  private LaneTree<Sum> tree;
  private int present;
  private long nanos;

  /**
   * Creates a meeting.
   *
   * @param tasks that come
   * @param lanes of the run
   */
  Meeting(int tasks, int lanes) {
    this.tasks = tasks;
    this.lanes = lanes;
    tree = new LaneTree<>(lanes, Sum::add);
  }

  /**
   * Adds the sums of a task.
   *
   * @return the sums of all, if it is the last to come; else null
   */
  @Nullable TaskResult add(TaskResult sums) {
    LaneTree<Sum> current;
    synchronized (this) {
      current = tree;
    }
    sums.addTo(current, Sum.class); // while other tasks add theirs
    synchronized (this) {
      present++;
      nanos = Math.max(nanos, sums.computeNanos());
      if (present < tasks) {
        return null;
      }
      TaskResult all = new TaskResult(current.subtrees(), nanos);
      tree = new LaneTree<>(lanes, Sum::add);
      present = 0;
      nanos = 0;
      return all;
    }
  }
}
