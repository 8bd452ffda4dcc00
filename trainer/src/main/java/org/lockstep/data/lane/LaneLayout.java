package org.lockstep.data.lane;

import java.io.Serializable;
import org.lockstep.encoding.row.RowShape;

/**
 * Where the examples of a table lie: the sizes of the lanes, their blocks, and the floats of an
 * example. Lanes are ranges of the global order of the examples, blocks are ranges of a lane; the
 * lanes of one example more come first, and blocks are numbered over all lanes in their order.
 *
 * @param plan the number of lanes and their sizes
 * @param blocks how a lane is divided into blocks
 * @param shape of an example
 */
record LaneLayout(BatchPlan plan, BlockLayout blocks, RowShape shape) implements Serializable {
  static LaneLayout of(BatchPlan plan, RowShape shape) {
    return new LaneLayout(plan, BlockLayout.of(shape.usual(), plan.lanes()), shape);
  }

  /** The layout of another number of examples. */
  LaneLayout withExamples(long examples) {
    return of(BatchPlan.upTo(plan.batchSize(), examples, plan.lanes()), shape);
  }

  /** The number of blocks of all lanes. */
  int blockCount() {
    return firstBlock(plan.lanes());
  }

  /** The number of a lane's first block; {@link #blockCount} for the lane after the last one. */
  int firstBlock(int lane) {
    int larger = (int) Math.min(lane, plan.examples() % plan.lanes());
    return Math.addExact(
        Math.multiplyExact(larger, blocks.blocks(plan.laneSize(0))),
        Math.multiplyExact(lane - larger, blocks.blocks(plan.laneSize(plan.lanes() - 1))));
  }

  /**
   * The rank of a block's first example in the global order; the number of all examples for the
   * block after the last one.
   */
  long firstRank(int block) {
    int largerLanes = (int) (plan.examples() % plan.lanes());
    int ofLarger = blocks.blocks(plan.laneSize(0));
    int lane;
    if (block < (long) largerLanes * ofLarger) {
      lane = block / ofLarger;
    } else {
      int ofSmaller = Math.max(1, blocks.blocks(plan.laneSize(plan.lanes() - 1)));
      lane = largerLanes + (block - largerLanes * ofLarger) / ofSmaller;
    }
    if (lane == plan.lanes()) {
      return plan.examples();
    }
    int b = block - firstBlock(lane);
    return plan.laneStart(lane) + (long) b * blocks.examplesPerBlock();
  }
}
