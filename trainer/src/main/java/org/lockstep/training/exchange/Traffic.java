package org.lockstep.training.exchange;

import org.lockstep.data.lane.BatchPlan;
import org.lockstep.training.lane.LaneTree;

/**
 * Bytes that an iteration moves between the driver and its partitions, without headers. In one JVM
 * arrays are passed by reference and nothing is copied; the job exchange broadcasts to each
 * executor once, not to each of its partitions.
 *
 * @param parameterBytes θ, once per partition
 * @param gradientBytes sums of the largest subtrees whose lanes are all in one partition
 */
public record Traffic(long parameterBytes, long gradientBytes) {
  /** Computes the traffic of a network with that many parameters. */
  public static Traffic of(int parameterCount, BatchPlan plan, int partitions) {
    long vectorBytes = (long) parameterCount * Float.BYTES;
    long subtrees = 0;
    for (int p = 0; p < partitions; p++) {
      LaneTree<Integer> tree = new LaneTree<>(plan.lanes(), Integer::sum);
      int end = plan.firstLane(p + 1, partitions);
      for (int lane = plan.firstLane(p, partitions); lane < end; lane++) {
        tree.addLane(lane, 1);
      }
      subtrees += tree.subtrees().size();
    }
    return new Traffic(partitions * vectorBytes, subtrees * vectorBytes);
  }
}
