package org.lockstep.data.lane;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lockstep.encoding.row.RowShape;

/** Lanes of examples in an array, without Spark. */
public final class ArrayLanes {
  private ArrayLanes() {}

  /**
   * Divides examples among the lanes of a plan.
   *
   * @param examples one after the other
   * @param shape of each
   */
  public static List<Lane> of(BatchPlan plan, float[] examples, RowShape shape) {
    int[] offsets = shape.offsets(examples);
    return IntStream.range(0, plan.lanes())
        .mapToObj(
            i -> {
              int from = offsets[(int) plan.laneStart(i)];
              int to = offsets[(int) plan.laneStart(i + 1)];
              float[] block = Arrays.copyOfRange(examples, from, to);
              int size = plan.laneSize(i);
              BlockLayout layout = new BlockLayout(size, 1);
              return new Lane(i, size, shape, layout, (lane, b) -> block);
            })
        .toList();
  }
}
