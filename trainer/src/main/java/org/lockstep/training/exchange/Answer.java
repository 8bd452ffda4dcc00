package org.lockstep.training.exchange;

import java.io.Serializable;
import java.util.List;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * What a partition has to say of an iteration.
 *
 * @param subtrees the sums of the largest subtrees that it has all lanes of
 * @param computeNanos what its arithmetic took, without any waiting
 */
record Answer(List<? extends Subtree<?>> subtrees, long computeNanos) implements Serializable {
  /** Before the first command: no answer yet. */
  static final Answer NONE = new Answer(List.of(), 0);

  /** Adds its subtrees to a tree of sums of their type. */
  <T> void addTo(LaneTree<T> tree, Class<T> type) {
    for (Subtree<?> subtree : subtrees) {
      tree.add(new Subtree<>(subtree.place(), type.cast(subtree.sum())));
    }
  }
}
