package org.lockstep.data.lane;

import org.apache.spark.broadcast.Broadcast;

/** The blocks of lanes, cut out of rows that are broadcast to every executor. */
final class BroadcastBlocks implements BlockSource {
  private static final long serialVersionUID = 1L;

  /** Arrays of floats: rows in the global order, equally many in each but the last. */
  private final Broadcast<Object[]> rows;

  private final LaneLayout layout;

  BroadcastBlocks(Broadcast<Object[]> rows, LaneLayout layout) {
    this.rows = rows;
    this.layout = layout;
  }

  @Override
  public float[] block(int lane, int b) {
    BatchPlan plan = layout.plan();
    int stride = layout.stride();
    int from = Math.toIntExact(plan.laneStart(lane)) + b * layout.blocks().examplesPerBlock();
    int to = from + layout.blocks().blockSize(b, plan.laneSize(lane));
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
