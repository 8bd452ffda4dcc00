package org.lockstep.data;

import org.apache.spark.broadcast.Broadcast;

/** The blocks of lanes, cut out of rows that every executor has. */
final class BroadcastBlocks implements BlockSource {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SortedRows> rows;
  private final BatchPlan plan;
  private final BlockLayout layout;
  private final int stride;

  BroadcastBlocks(Broadcast<SortedRows> rows, BatchPlan plan, BlockLayout layout, int stride) {
    this.rows = rows;
    this.plan = plan;
    this.layout = layout;
    this.stride = stride;
  }

  @Override
  public float[] block(int lane, int b) {
    int from = Math.toIntExact(plan.laneStart(lane)) + b * layout.examplesPerBlock();
    int to = from + layout.blockSize(b, plan.laneSize(lane));
    float[] block = new float[(to - from) * stride];
    rows.value().copy(from, to, block, 0);
    return block;
  }
}
