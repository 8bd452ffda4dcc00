package org.lockstep.data.lane;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.lockstep.data.table.JavaBytes;

/**
 * A table's examples, dealt to lanes and cached on the executors.
 *
 * @param lanes the lanes in order, contiguous ranges of them in each partition; they can read their
 *     blocks inside a task
 * @param plan of the lanes and the mini-batches
 * @param ranges of the lanes, one to each Spark partition that carries them
 * @param fingerprint a hash of all examples that does not depend on their order
 * @param cache of the examples
 */
public record DealtLanes(
    JavaRDD<Lane> lanes, BatchPlan plan, LaneRanges ranges, long fingerprint, Cache cache) {
  /** The cached examples on the executors. */
  interface Cache {
    /** Frees memory and disk. */
    void release();
  }

  /** Number of Spark partitions that carry the lanes. */
  public int partitions() {
    return ranges.partitions();
  }

  /** Collects all lanes with all their examples to the driver. */
  public List<Lane> collect() {
    return lanes.map(lane -> JavaBytes.of(lane.inMemory())).collect().stream()
        .map(bytes -> JavaBytes.read(bytes, Lane.class))
        .toList();
  }

  /**
   * The inputs of the first examples of each lane, lane by lane: they do not depend on the
   * partitions.
   *
   * @param count how many of each at most
   */
  public List<float[]> fronts(int count) {
    return lanes.map(lane -> lane.frontInputs(count)).collect();
  }

  /** The same lanes in mini-batches of another size; lanes do not depend on it. */
  DealtLanes inBatches(BatchPlan other) {
    return new DealtLanes(lanes, other, ranges, fingerprint, cache);
  }

  /** Frees the cache. */
  public void release() {
    lanes.unpersist(false);
    cache.release();
  }
}
