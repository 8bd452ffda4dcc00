package org.lockstep.data.lane;

import org.apache.spark.broadcast.Broadcast;

/** The blocks of lanes, cut out of rows that every executor has. */
final class BroadcastBlocks implements BlockSource {
  private static final long serialVersionUID = 1L;

  /** Arrays of floats: rows in their order, equally many in each but the last. */
  private final Broadcast<Object[]> rows;

  private final BatchPlan plan;
  private final BlockLayout layout;
  private final int stride;

  BroadcastBlocks(Broadcast<Object[]> rows, BatchPlan plan, BlockLayout layout, int stride) {
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
    int rowsPerPack = SortedRows.rowsPerPack(stride);
    for (int row = from, end; row < to; row = end) {
      int pack = row / rowsPerPack;
      end = Math.min(to, (pack + 1) * rowsPerPack);
      System.arraycopy(
          rows.value()[pack],
          row % rowsPerPack * stride,
          block,
          (row - from) * stride,
          (end - row) * stride);
    }
    return block;
  }
}
