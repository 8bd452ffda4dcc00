package org.lockstep.training.exchange;

import org.lockstep.data.lane.BatchPlan;
import org.lockstep.training.lane.LaneTree;

/**
 * The bytes that an iteration moves between the driver and its partitions, headers aside. Inside
 * one JVM they change hands without being copied; a job's broadcast goes to each executor once, not
 * to each of its partitions.
 *
 * @param parameterBytes θ, to every partition
 * @param gradientBytes the sums of the largest subtrees of lanes that each partition has all of
 */
public record Traffic(long parameterBytes, long gradientBytes) {
  /** The traffic of a network of so many parameters. */
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
