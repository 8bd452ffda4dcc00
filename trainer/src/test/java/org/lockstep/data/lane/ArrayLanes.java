package org.lockstep.data.lane;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Lanes of examples in an array, without Spark. */
public final class ArrayLanes {
  private ArrayLanes() {}

  /**
   * Divides examples among the lanes of a plan.
   *
   * @param examples one after the other, each of {@code stride} floats
   */
  public static List<Lane> of(BatchPlan plan, float[] examples, int stride) {
    return IntStream.range(0, plan.lanes())
        .mapToObj(
            i -> {
              int from = (int) plan.laneStart(i) * stride;
              int to = (int) plan.laneStart(i + 1) * stride;
              float[] block = Arrays.copyOfRange(examples, from, to);
              int size = plan.laneSize(i);
              BlockLayout layout = new BlockLayout(size, 1);
              return new Lane(i, size, stride, layout, (lane, b) -> block);
            })
        .toList();
  }
}
