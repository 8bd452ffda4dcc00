package org.lockstep.data.lane;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.table.OtherRows;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * The blocks of all lanes, a partition each: Spark keeps them in memory, those that do not fit on
 * disk, and rebuilds what is lost by lineage, block by block.
 *
 * <p>They are cut out of chunks of rows. A chunk is a range of the global order by hash, so chunks
 * vary a little in size; a block is a range of it by rank, and therefore lies in one or two chunks.
 * Expressed as a narrow dependency this needs no second shuffle.
 */
final class BlockRdd extends RDD<float[]> implements BlockSource {
  private static final long serialVersionUID = 1L;

  private final RDD<Tuple2<Object, float[]>> chunks;
  private final Chunks counted;
  private final BatchPlan plan;
  private final BlockLayout layout;
  private final int stride;
  private final long seed;
  private final OtherRows otherRows;

  /** The chunk that the last block was cut from: the next one is beside it. */
  private transient @Nullable SortedRows lastChunk;

  private transient int lastChunkNumber;

  /**
   * Creates the blocks.
   *
   * @param chunks unsorted rows; the chunks come in the global order
   * @param counted what was found when the chunks were counted
   * @param plan the number of lanes and their sizes
   * @param stride floats of a row
   * @param otherRows what to say if chunks that are computed again are not those that were counted
   */
  BlockRdd(
      RDD<Tuple2<Object, float[]>> chunks,
      Chunks counted,
      BatchPlan plan,
      BlockLayout layout,
      int stride,
      long seed,
      OtherRows otherRows) {
    super(
        chunks.sparkContext(),
        CollectionConverters.asScala(
                List.<Dependency<?>>of(new ChunkDependency(chunks, counted.start(), plan, layout)))
            .toList(),
        // Spark writes arrays of numbers to disk as they lie in memory
        ClassTag$.MODULE$.apply(float[].class));
    this.chunks = chunks;
    this.counted = counted;
    this.plan = plan;
    this.layout = layout;
    this.stride = stride;
    this.seed = seed;
    this.otherRows = otherRows;
  }

  // ---- which block is which partition: lanes one after the other, the larger ones first

  /**
   * The number of the first block of a lane; of the lane after the last one, that of all blocks.
   */
  static int firstBlock(int lane, BatchPlan plan, BlockLayout layout) {
    int larger = (int) Math.min(lane, plan.examples() % plan.lanes());
    return Math.addExact(
        Math.multiplyExact(larger, layout.blocks(plan.laneSize(0))),
        Math.multiplyExact(lane - larger, layout.blocks(plan.laneSize(plan.lanes() - 1))));
  }

  /** The rank of the first example of a block; of the block after the last one, that of all. */
  private static long firstRank(int block, BatchPlan plan, BlockLayout layout) {
    int largerLanes = (int) (plan.examples() % plan.lanes());
    int ofLarger = layout.blocks(plan.laneSize(0));
    int lane;
    if (block < (long) largerLanes * ofLarger) {
      lane = block / ofLarger;
    } else {
      int ofSmaller = Math.max(1, layout.blocks(plan.laneSize(plan.lanes() - 1)));
      lane = largerLanes + (block - largerLanes * ofLarger) / ofSmaller;
    }
    if (lane == plan.lanes()) {
      return plan.examples();
    }
    int b = block - firstBlock(lane, plan, layout);
    return plan.laneStart(lane) + (long) b * layout.examplesPerBlock();
  }

  @Override
  public float[] block(int lane, int b) {
    TaskContext task = TaskContext.get();
    if (task == null) {
      throw new IllegalStateException(
          "a lane's blocks can be read by a task's own thread; DealtLanes.collect brings them all");
    }
    Partition partition = new Numbered(firstBlock(lane, plan, layout) + b);
    try {
      return onlyElement(iterator(partition, task));
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      RDDBlockId stored = new RDDBlockId(id(), partition.index());
      if (e instanceof SparkException
          && SparkEnv.get().blockManager().getStatus(stored).isEmpty()) {
        // Its file was gone; Spark has noticed, and builds the block again when asked again
        return onlyElement(iterator(partition, task));
      }
      throw e;
    }
  }

  private static float[] onlyElement(scala.collection.Iterator<float[]> elements) {
    float[] element = elements.next();
    elements.hasNext(); // at its end Spark gives the block's lock back
    return element;
  }

  // ---- what Spark asks of it

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[firstBlock(plan.lanes(), plan, layout)];
    Arrays.setAll(partitions, Numbered::new);
    return partitions;
  }

  private record Numbered(int index) implements Partition {}

  @Override
  public scala.collection.Iterator<float[]> compute(Partition split, TaskContext context) {
    long from = firstRank(split.index(), plan, layout);
    long to = firstRank(split.index() + 1, plan, layout);
    long[] chunkStart = counted.start();
    float[] block = new float[Math.toIntExact((to - from) * stride)];
    for (int c : overlapping(chunkStart, from, to)) {
      long first = Math.max(from, chunkStart[c]);
      long end = Math.min(to, chunkStart[c + 1]);
      chunk(c, context)
          .copy(
              (int) (first - chunkStart[c]),
              (int) (end - chunkStart[c]),
              block,
              (int) (first - from) * stride);
    }
    return CollectionConverters.asScala(List.of(block).iterator());
  }

  private synchronized SortedRows chunk(int c, TaskContext context) {
    SortedRows chunk = lastChunk;
    if (chunk == null || lastChunkNumber != c) {
      if (chunk == null) {
        context.addTaskCompletionListener((TaskCompletionListener) done -> forgetChunk());
      }
      lastChunk = null; // two of them would be in memory otherwise
      var packs = CollectionConverters.asJava(chunks.iterator(chunks.partitions()[c], context));
      chunk = SortedRows.of(RowPacks.floats(packs), stride, seed);
      if (!counted.holds(c, chunk)) {
        throw otherRows.whenComputedAgain();
      }
      lastChunk = chunk;
      lastChunkNumber = c;
    }
    return chunk;
  }

  private synchronized void forgetChunk() {
    lastChunk = null;
  }

  /** The chunks that hold ranks {@code from} to {@code to - 1}, in order. */
  private static List<Integer> overlapping(long[] chunkStart, long from, long to) {
    int c = Arrays.binarySearch(chunkStart, from);
    c = c >= 0 ? c : -c - 2; // the last chunk that does not begin behind
    List<Integer> overlapping = new ArrayList<>();
    for (; c < chunkStart.length - 1 && chunkStart[c] < to; c++) {
      if (chunkStart[c + 1] > from && chunkStart[c + 1] > chunkStart[c]) {
        overlapping.add(c);
      }
    }
    return overlapping;
  }

  private static final class ChunkDependency extends NarrowDependency<Tuple2<Object, float[]>> {
    private static final long serialVersionUID = 1L;
    private final long[] chunkStart;
    private final BatchPlan plan;
    private final BlockLayout layout;

    ChunkDependency(
        RDD<Tuple2<Object, float[]>> chunks,
        long[] chunkStart,
        BatchPlan plan,
        BlockLayout layout) {
      super(chunks);
      this.chunkStart = chunkStart;
      this.plan = plan;
      this.layout = layout;
    }

    @Override
    public Seq<Object> getParents(int block) {
      long from = firstRank(block, plan, layout);
      long to = firstRank(block + 1, plan, layout);
      List<Object> parents = new ArrayList<>(overlapping(chunkStart, from, to));
      return CollectionConverters.asScala(parents).toList();
    }
  }
}
