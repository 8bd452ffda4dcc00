package org.lockstep.data.lane;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.lockstep.encoding.row.RowShape;

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
    int from = Math.toIntExact(plan.laneStart(lane)) + b * layout.blocks().examplesPerBlock();
    int to = from + layout.blocks().blockSize(b, plan.laneSize(lane));
    int rowsPerPack = SortedRows.rowsPerPack(layout.shape());
    List<FloatBuffer> parts = new ArrayList<>();
    for (int row = from, end; row < to; row = end) {
      int pack = row / rowsPerPack;
      end = Math.min(to, (pack + 1) * rowsPerPack);
      float[] packed = (float[]) rows.value()[pack];
      int first = offset(packed, row % rowsPerPack, 0, 0);
      int last = offset(packed, row % rowsPerPack + end - row, row % rowsPerPack, first);
      parts.add(FloatBuffer.wrap(packed, first, last - first));
    }
    return joined(parts);
  }

  /** Where a row begins, counted from one before it that begins at {@code at}. */
  private int offset(float[] packed, int row, int before, int at) {
    RowShape shape = layout.shape();
    if (!shape.isSparse()) {
      return row * shape.usual();
    }
    int offset = at;
    for (int i = before; i < row; i++) {
      offset += shape.length(packed, offset);
    }
    return offset;
  }

  private static float[] joined(List<FloatBuffer> parts) {
    float[] block = new float[parts.stream().mapToInt(FloatBuffer::remaining).sum()];
    int at = 0;
    for (FloatBuffer part : parts) {
      int length = part.remaining();
      part.get(block, at, length);
      at += length;
    }
    return block;
  }
}
