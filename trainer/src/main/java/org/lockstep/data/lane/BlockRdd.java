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
import org.lockstep.data.table.UnstableTable;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * The blocks of all lanes, one to a partition. Spark keeps them in memory, or on disk if they do
 * not fit, and recomputes lost ones by lineage, block by block.
 *
 * <p>They are cut out of {@link Chunks}. A chunk is a range of the global order by hash, so chunks
 * differ a little in size; a block is a range by rank, and so lies in one or more chunks. This is a
 * narrow dependency: it needs no second shuffle.
 */
final class BlockRdd extends RDD<float[]> implements BlockSource {
  private static final long serialVersionUID = 1L;

  private final Chunks chunks;
  private final LaneLayout layout;
  private final long seed;
  private final UnstableTable unstable;

  /** The chunk that the last block was cut from: the next block begins in it or after it. */
  private transient @Nullable SortedRows lastChunk;

  private transient int lastChunkNumber;

  /**
   * Creates the blocks.
   *
   * @param layout of the lanes that the blocks belong to
   * @param seed of the order of the rows
   * @param unstable the error for a chunk that holds other rows when it is computed again
   */
  BlockRdd(Chunks chunks, LaneLayout layout, long seed, UnstableTable unstable) {
    super(
        chunks.shuffled().sparkContext(),
        CollectionConverters.asScala(List.<Dependency<?>>of(new ChunkDependency(chunks, layout)))
            .toList(),
        // Spark writes arrays of numbers to disk as they lie in memory
        ClassTag$.MODULE$.apply(float[].class));
    this.chunks = chunks;
    this.layout = layout;
    this.seed = seed;
    this.unstable = unstable;
  }

  @Override
  public float[] block(int lane, int b) {
    TaskContext task = TaskContext.get();
    if (task == null) {
      throw new IllegalStateException(
          "a lane's blocks can be read by a task's own thread; DealtLanes.collect brings them all");
    }
    Partition partition = new Numbered(layout.firstBlock(lane) + b);
    try {
      return onlyElement(iterator(partition, task));
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      RDDBlockId stored = new RDDBlockId(id(), partition.index());
      if (e instanceof SparkException
          && SparkEnv.get().blockManager().getStatus(stored).isEmpty()) {
        // Its file was deleted; Spark has removed the entry, and recomputes the block this time
        return onlyElement(iterator(partition, task));
      }
      throw e;
    }
  }

  private static float[] onlyElement(scala.collection.Iterator<float[]> elements) {
    float[] element = elements.next();
    elements.hasNext(); // Spark releases the block's lock at the end of the iterator
    return element;
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[layout.blockCount()];
    Arrays.setAll(partitions, Numbered::new);
    return partitions;
  }

  private record Numbered(int index) implements Partition {}

  @Override
  public scala.collection.Iterator<float[]> compute(Partition split, TaskContext context) {
    long from = layout.firstRank(split.index());
    long to = layout.firstRank(split.index() + 1);
    List<float[]> parts = new ArrayList<>();
    for (int c : chunks.overlapping(from, to)) {
      long first = Math.max(from, chunks.start(c));
      long end = Math.min(to, chunks.start(c + 1));
      parts.add(
          chunk(c, context).copy((int) (first - chunks.start(c)), (int) (end - chunks.start(c))));
    }
    float[] block = joined(parts);
    return CollectionConverters.asScala(List.of(block).iterator());
  }

  private static float[] joined(List<float[]> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private synchronized SortedRows chunk(int c, TaskContext context) {
    SortedRows chunk = lastChunk;
    if (chunk == null || lastChunkNumber != c) {
      if (chunk == null) {
        context.addTaskCompletionListener((TaskCompletionListener) done -> forgetChunk());
      }
      lastChunk = null; // so that only one is in memory
      var packs = CollectionConverters.asJava(chunks.read(c, context));
      chunk = SortedRows.of(RowPacks.floats(packs), layout.shape(), seed);
      if (!chunks.holds(c, chunk)) {
        throw unstable.whenComputedAgain();
      }
      lastChunk = chunk;
      lastChunkNumber = c;
    }
    return chunk;
  }

  private synchronized void forgetChunk() {
    lastChunk = null;
  }

  private static final class ChunkDependency extends NarrowDependency<Tuple2<Object, float[]>> {
    private static final long serialVersionUID = 1L;
    private final Chunks chunks;
    private final LaneLayout layout;

    ChunkDependency(Chunks chunks, LaneLayout layout) {
      super(chunks.shuffled());
      this.chunks = chunks;
      this.layout = layout;
    }

    @Override
    public Seq<Object> getParents(int block) {
      List<Object> parents = new ArrayList<>();
      for (int c : chunks.overlapping(layout.firstRank(block), layout.firstRank(block + 1))) {
        parents.add(chunks.partition(c));
      }
      return CollectionConverters.asScala(parents).toList();
    }
  }
}
