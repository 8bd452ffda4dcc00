package org.lockstep.training.exchange.task;

import java.io.Serializable;
import java.util.List;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * The result of a task for one command.
 *
 * @param subtrees sums of the largest subtrees whose lanes are all in the task's partition
 * @param computeNanos time of the arithmetic, without waiting
 */
public record TaskResult(List<? extends Subtree<?>> subtrees, long computeNanos)
    implements Serializable {
  /** Sent before the first command. */
  public static final TaskResult NONE = new TaskResult(List.of(), 0);

  /** Adds the subtrees to a tree of sums of their type. */
  public <T> void addTo(LaneTree<T> tree, Class<T> type) {
    for (Subtree<?> subtree : subtrees) {
      tree.add(new Subtree<>(subtree.place(), type.cast(subtree.sum())));
    }
  }
}
