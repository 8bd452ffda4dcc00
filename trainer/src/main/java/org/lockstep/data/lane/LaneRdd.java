package org.lockstep.data.lane;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.lockstep.spark.PartitionHomes;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * The lanes, a contiguous range of them in each partition. A lane is a small object: it fetches its
 * blocks when they are needed.
 */
final class LaneRdd extends RDD<Lane> {
  private static final long serialVersionUID = 1L;

  private final BlockSource source;
  private final LaneLayout layout;
  private final LaneRanges ranges;

  private LaneRdd(
      SparkContext spark,
      List<Dependency<?>> dependencies,
      BlockSource source,
      LaneLayout layout,
      LaneRanges ranges) {
    super(
        spark,
        CollectionConverters.asScala(dependencies).toList(),
        ClassTag$.MODULE$.apply(Lane.class));
    this.source = source;
    this.layout = layout;
    this.ranges = ranges;
  }

  /**
   * Lanes whose blocks are partitions of another RDD.
   *
   * @param ranges of the partitions
   */
  static LaneRdd of(BlockRdd blocks, LaneLayout layout, LaneRanges ranges) {
    Dependency<?> dependency = new BlockDependency(blocks, layout, ranges);
    return new LaneRdd(blocks.sparkContext(), List.of(dependency), blocks, layout, ranges);
  }

  /**
   * Lanes whose blocks every executor can fetch.
   *
   * @param ranges of the partitions
   */
  static LaneRdd of(SparkContext spark, BlockSource source, LaneLayout layout, LaneRanges ranges) {
    return new LaneRdd(spark, List.of(), source, layout, ranges);
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[ranges.partitions()];
    for (int p = 0; p < partitions.length; p++) {
      partitions[p] = new Numbered(p);
    }
    return partitions;
  }

  /** Neighbours on the same executor, whose tasks add up their sums there. */
  @Override
  public Seq<String> getPreferredLocations(Partition split) {
    return CollectionConverters.asScala(
            PartitionHomes.preferred(sparkContext(), ranges.partitions(), split.index()))
        .toList();
  }

  private record Numbered(int index) implements Partition {}

  @Override
  public Iterator<Lane> compute(Partition split, TaskContext context) {
    BatchPlan plan = layout.plan();
    int end = ranges.first(split.index() + 1);
    List<Lane> lanes = new ArrayList<>();
    for (int l = ranges.first(split.index()); l < end; l++) {
      lanes.add(new Lane(l, plan.laneSize(l), layout.shape(), layout.blocks(), source));
    }
    return CollectionConverters.asScala(lanes.iterator());
  }

  private static final class BlockDependency extends NarrowDependency<float[]> {
    private static final long serialVersionUID = 1L;
    private final LaneLayout layout;
    private final LaneRanges ranges;

    BlockDependency(BlockRdd blocks, LaneLayout layout, LaneRanges ranges) {
      super(blocks);
      this.layout = layout;
      this.ranges = ranges;
    }

    @Override
    public Seq<Object> getParents(int p) {
      int end = layout.firstBlock(ranges.first(p + 1));
      List<Object> parents = new ArrayList<>();
      for (int b = layout.firstBlock(ranges.first(p)); b < end; b++) {
        parents.add(b);
      }
      return CollectionConverters.asScala(parents).toList();
    }
  }
}
