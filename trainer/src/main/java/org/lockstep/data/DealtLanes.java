package org.lockstep.data;

import org.apache.spark.api.java.JavaRDD;

/**
 * A table's examples, dealt to lanes and cached on the executors.
 *
 * @param lanes the lanes in order, contiguous ranges of them in each partition
 * @param plan their sizes, and which of their examples belong to which mini-batch
 * @param partitions Spark partitions that carry them
 * @param fingerprint a hash of all examples together, whatever their order
 */
public record DealtLanes(JavaRDD<Lane> lanes, BatchPlan plan, int partitions, long fingerprint) {
  /** Frees the cache. */
  public void release() {
    lanes.unpersist(false);
  }
}
