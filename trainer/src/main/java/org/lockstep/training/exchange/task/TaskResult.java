package org.lockstep.training.exchange.task;

import java.io.Serializable;
import java.util.List;
import java.util.function.BinaryOperator;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * The result of a task for one command.
 *
 * @param subtrees sums of the largest subtrees whose lanes are all in the task's partition
 * @param computeNanos time of the arithmetic, without waiting
 * @param text what the task says of itself; a result with a text is not added to those of other
 *     tasks
 */
public record TaskResult(List<? extends Subtree<?>> subtrees, long computeNanos, String text)
    implements Serializable {
  /** Sent before the first command. */
  public static final TaskResult NONE = new TaskResult(List.of(), 0);

  /** Sums and their time. */
  public TaskResult(List<? extends Subtree<?>> subtrees, long computeNanos) {
    this(subtrees, computeNanos, "");
  }

  /**
   * The sum of all lanes.
   *
   * @param results of all tasks
   * @param lanes of the run
   * @param addition left + right; may add into the left one
   * @param type of the sums
   */
  public static <T> T total(
      List<TaskResult> results, int lanes, BinaryOperator<T> addition, Class<T> type) {
    LaneTree<T> tree = new LaneTree<>(lanes, addition);
    results.forEach(result -> result.addTo(tree, type));
    return tree.total();
  }

  /** Adds the subtrees to a tree of sums of their type. */
  public <T> void addTo(LaneTree<T> tree, Class<T> type) {
    for (Subtree<?> subtree : subtrees) {
      tree.add(new Subtree<>(subtree.place(), type.cast(subtree.sum())));
    }
  }
}
