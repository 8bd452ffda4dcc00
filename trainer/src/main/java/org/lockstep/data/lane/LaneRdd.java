package org.lockstep.data.lane;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
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
  private final int partitionCount;

  private LaneRdd(
      SparkContext spark,
      List<Dependency<?>> dependencies,
      BlockSource source,
      LaneLayout layout,
      int partitions) {
    super(
        spark,
        CollectionConverters.asScala(dependencies).toList(),
        ClassTag$.MODULE$.apply(Lane.class));
    this.source = source;
    this.layout = layout;
    this.partitionCount = partitions;
  }

  /**
   * Lanes whose blocks are partitions of another RDD.
   *
   * @param partitions Spark partitions to carry them, at most one a lane
   */
  static LaneRdd of(BlockRdd blocks, LaneLayout layout, int partitions) {
    Dependency<?> dependency = new BlockDependency(blocks, layout, partitions);
    return new LaneRdd(blocks.sparkContext(), List.of(dependency), blocks, layout, partitions);
  }

  /**
   * Lanes whose blocks every executor can fetch.
   *
   * @param partitions Spark partitions to carry them, at most one a lane
   */
  static LaneRdd of(SparkContext spark, BlockSource source, LaneLayout layout, int partitions) {
    return new LaneRdd(spark, List.of(), source, layout, partitions);
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
    BatchPlan plan = layout.plan();
    int end = plan.firstLane(split.index() + 1, partitionCount);
    List<Lane> lanes = new ArrayList<>();
    for (int l = plan.firstLane(split.index(), partitionCount); l < end; l++) {
      lanes.add(new Lane(l, plan.laneSize(l), layout.stride(), layout.blocks(), source));
    }
    return CollectionConverters.asScala(lanes.iterator());
  }

  private static final class BlockDependency extends NarrowDependency<float[]> {
    private static final long serialVersionUID = 1L;
    private final LaneLayout layout;
    private final int partitions;

    BlockDependency(BlockRdd blocks, LaneLayout layout, int partitions) {
      super(blocks);
      this.layout = layout;
      this.partitions = partitions;
    }

    @Override
    public Seq<Object> getParents(int p) {
      BatchPlan plan = layout.plan();
      int end = layout.firstBlock(plan.firstLane(p + 1, partitions));
      List<Object> parents = new ArrayList<>();
      for (int b = layout.firstBlock(plan.firstLane(p, partitions)); b < end; b++) {
        parents.add(b);
      }
      return CollectionConverters.asScala(parents).toList();
    }
  }
}
