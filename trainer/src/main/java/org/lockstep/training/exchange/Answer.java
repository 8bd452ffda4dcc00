package org.lockstep.training.exchange;

import java.util.List;
import org.lockstep.training.lane.LaneTree.Subtree;

/**
 * What a partition answers to a command.
 *
 * @param subtrees the sums of the largest subtrees that it has all lanes of
 * @param computeNanos what its arithmetic took, without any waiting
 */
record Answer(List<? extends Subtree<?>> subtrees, long computeNanos) {
  /** Before the first command: no answer yet. */
  static final Answer NONE = new Answer(List.of(), 0);
}
