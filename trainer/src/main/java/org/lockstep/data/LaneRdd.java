package org.lockstep.data;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * The lanes, cut out of chunks of rows that are sorted by content.
 *
 * <p>Chunks are ranges of the global order by hash, so their sizes vary a little; lanes are ranges
 * of it by rank, of equal size. A partition of lanes therefore reads the two or three chunks that
 * it overlaps. Expressed as a narrow dependency this needs no second shuffle, and Spark rebuilds a
 * lost lane from its chunks.
 */
final class LaneRdd extends RDD<Lane> {
  private static final long serialVersionUID = 1L;

  private final RDD<SortedRows> chunks;
  private final long[] chunkStart;
  private final BatchPlan plan;
  private final int partitionCount;
  private final int stride;

  /**
   * Creates the lanes.
   *
   * @param chunks one element a partition, in the global order
   * @param chunkStart the rank of each chunk's first row, and at the end the number of all rows
   * @param plan the number of lanes and their sizes
   * @param partitions Spark partitions to carry them, at most one a lane
   * @param stride floats of a row
   */
  LaneRdd(RDD<SortedRows> chunks, long[] chunkStart, BatchPlan plan, int partitions, int stride) {
    super(
        chunks.sparkContext(),
        CollectionConverters.asScala(
                List.<Dependency<?>>of(new ChunkDependency(chunks, chunkStart, plan, partitions)))
            .toList(),
        ClassTag$.MODULE$.apply(Lane.class));
    this.chunks = chunks;
    this.chunkStart = chunkStart;
    this.plan = plan;
    this.partitionCount = partitions;
    this.stride = stride;
  }

  /** The first lane of partition {@code p} of {@code partitions}. */
  static int firstLane(int p, int partitions, int lanes) {
    return (int) ((long) p * lanes / partitions);
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[partitionCount];
    for (int p = 0; p < partitionCount; p++) {
      partitions[p] = new Numbered(p);
    }
    return partitions;
  }

  private record Numbered(int index) implements Partition {}

  @Override
  public Iterator<Lane> compute(Partition split, TaskContext context) {
    int first = firstLane(split.index(), partitionCount, plan.lanes());
    int end = firstLane(split.index() + 1, partitionCount, plan.lanes());
    List<Lane> lanes = new ArrayList<>();
    for (int lane = first; lane < end; lane++) {
      lanes.add(new Lane(lane, plan.laneSize(lane), stride));
    }
    for (int c : overlapping(chunkStart, plan.laneStart(first), plan.laneStart(end))) {
      SortedRows rows = chunks.iterator(chunks.partitions()[c], context).next();
      for (Lane lane : lanes) {
        long laneStart = plan.laneStart(lane.index());
        long from = Math.max(laneStart, chunkStart[c]);
        long to = Math.min(laneStart + lane.size(), chunkStart[c + 1]);
        for (long rank = from; rank < to; rank++) {
          int row = (int) (rank - chunkStart[c]);
          lane.put((int) (rank - laneStart), rows.block(row), rows.offset(row));
        }
      }
    }
    return CollectionConverters.asScala(lanes.iterator());
  }

  /** The chunks that hold ranks {@code from} to {@code to - 1}, in order. */
  private static List<Integer> overlapping(long[] chunkStart, long from, long to) {
    List<Integer> overlapping = new ArrayList<>();
    for (int c = 0; c < chunkStart.length - 1; c++) {
      if (chunkStart[c] < to && chunkStart[c + 1] > from) {
        overlapping.add(c);
      }
    }
    return overlapping;
  }

  private static final class ChunkDependency extends NarrowDependency<SortedRows> {
    private static final long serialVersionUID = 1L;
    private final long[] chunkStart;
    private final BatchPlan plan;
    private final int partitions;

    ChunkDependency(RDD<SortedRows> chunks, long[] chunkStart, BatchPlan plan, int partitions) {
      super(chunks);
      this.chunkStart = chunkStart;
      this.plan = plan;
      this.partitions = partitions;
    }

    @Override
    public Seq<Object> getParents(int p) {
      long from = plan.laneStart(firstLane(p, partitions, plan.lanes()));
      long to = plan.laneStart(firstLane(p + 1, partitions, plan.lanes()));
      List<Object> parents = new ArrayList<>(overlapping(chunkStart, from, to));
      return CollectionConverters.asScala(parents).toList();
    }
  }
}
