package org.lockstep.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;
import org.lockstep.data.DealtLanes.Cache;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Deals a table's rows to lanes, once, with one shuffle.
 *
 * <p>Rows are encoded, sent to the chunk of the hash range that they fall into, and sorted there by
 * (hash, content). The sizes of the chunks then give every row its rank, and lanes are ranges of
 * ranks ({@link LaneRdd}). How many chunks there are does not matter for the order.
 */
final class LaneDealer {
  /** The setting of Spark that says where blocks are kept. */
  private static final String STORAGE = "spark.lockstep.storageLevel";

  private static final long CHUNK_BYTES = 32L << 20;

  /** Floats that a task collects for one chunk before it hands them to the shuffle. */
  private static final int PACK_FLOATS = 1 << 14;

  /** Floats that it collects for all chunks, if there are many. */
  private static final int PACKS_FLOATS = 1 << 22;

  private LaneDealer() {}

  /** Which rows of a table are dealt. */
  enum Part {
    /** All of them. */
    ALL,
    /** Those that are not held back for validation. */
    KEPT,
    /** Those that are held back. */
    HELD_BACK
  }

  /**
   * The rows of one table that are to be dealt.
   *
   * @param share the share that is held back
   */
  record Selection(Part part, double share, long count) implements Serializable {}

  /**
   * Deals.
   *
   * @param partitions Spark partitions to carry the lanes
   * @return the lanes, cached and filled
   */
  static DealtLanes deal(
      TableColumns columns,
      RowEncoder encoder,
      Selection selection,
      BatchPlan plan,
      int partitions,
      long seed) {
    return JobDescription.during(
        columns.table().rows().sparkSession().sparkContext(),
        "dealing lanes of " + columns.table().path(),
        () ->
            columns.table().isSmall()
                ? inDriver(columns, encoder, selection, plan, partitions, seed)
                : onExecutors(columns, encoder, selection, plan, partitions, seed));
  }

  /** A small table is sorted by the driver: no shuffle, and no job before the first iteration. */
  private static DealtLanes inDriver(
      TableColumns columns,
      RowEncoder encoder,
      Selection selection,
      BatchPlan plan,
      int partitions,
      long seed) {
    int stride = encoder.stride();
    BlockLayout layout = BlockLayout.of(stride, plan.lanes());
    var packs = pack(columns.collectedRows().iterator(), encoder, selection, 1, seed);
    SortedRows rows = SortedRows.of(floats(packs), stride, seed);
    SparkContext spark = columns.table().rows().sparkSession().sparkContext();
    Broadcast<SortedRows> broadcast = JavaSparkContext.fromSparkContext(spark).broadcast(rows);
    JavaRDD<Lane> lanes =
        LaneRdd.of(
                spark,
                new BroadcastBlocks(broadcast, plan, layout, stride),
                plan,
                layout,
                stride,
                partitions)
            .toJavaRDD()
            .persist(StorageLevel.MEMORY_ONLY());
    return new DealtLanes(lanes, plan, partitions, rows.fingerprint(seed), broadcast::destroy);
  }

  /** The floats of packs whose chunks are known. */
  static Iterator<float[]> floats(Iterator<Tuple2<Object, float[]>> packs) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return packs.hasNext();
      }

      @Override
      public float[] next() {
        return packs.next()._2();
      }
    };
  }

  private static DealtLanes onExecutors(
      TableColumns columns,
      RowEncoder encoder,
      Selection selection,
      BatchPlan plan,
      int partitions,
      long seed) {
    int stride = encoder.stride();
    BlockLayout layout = BlockLayout.of(stride, plan.lanes());
    ClassTag<float[]> floats = ClassTag$.MODULE$.apply(float[].class);
    long bytes = selection.count() * stride * Float.BYTES;
    int chunkCount = Math.toIntExact(Math.max(partitions, bytes / CHUNK_BYTES + 1));
    JavaPairRDD<Object, float[]> packs =
        JavaRDD.fromRDD(columns.rows(), ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class))
            .mapPartitionsToPair(rows -> pack(rows, encoder, selection, chunkCount, seed));
    // Spark writes pairs of these types to the shuffle as they lie in memory
    RDD<Tuple2<Object, float[]>> chunks =
        new ShuffledRDD<>(
            packs.rdd(),
            new HashPartitioner(chunkCount), // of an integer: its value
            ClassTag$.MODULE$.Int(),
            floats,
            floats);
    long[] chunkStart = chunkStart(columns, chunks, stride);
    if (chunkStart[chunkCount] != selection.count()) {
      throw new IllegalStateException(
          "the table had %,d rows when it was surveyed and has %,d now; is it being written?"
              .formatted(selection.count(), chunkStart[chunkCount]));
    }
    BlockRdd blocks = new BlockRdd(chunks, chunkStart, plan, layout, stride, seed);
    blocks.persist(
        StorageLevel.fromString(
            columns.table().rows().sparkSession().conf().get(STORAGE, "MEMORY_AND_DISK")));
    JavaRDD<Lane> lanes =
        LaneRdd.of(blocks, plan, layout, stride, partitions)
            .toJavaRDD()
            .persist(StorageLevel.MEMORY_ONLY());
    Cache cache =
        () -> {
          blocks.unpersist(false);
          blocks.cleanShuffleDependencies(false);
        };
    try {
      long fingerprint = lanes.map(lane -> lane.fingerprint(seed)).reduce(Long::sum);
      return new DealtLanes(lanes, plan, partitions, fingerprint, cache);
    } catch (RuntimeException | Error e) {
      lanes.unpersist(false);
      cache.release();
      throw e;
    }
  }

  /** Counts: the rank of each chunk's first row, and at the end the number of all rows. */
  private static long[] chunkStart(
      TableColumns columns, RDD<Tuple2<Object, float[]>> chunks, int stride) {
    JavaRDD<Long> sizes =
        chunks
            .toJavaRDD()
            .mapPartitions(
                packs -> {
                  long floats = 0;
                  while (packs.hasNext()) {
                    floats += packs.next()._2().length;
                  }
                  return List.of(floats / stride).iterator();
                });
    List<Long> size = SparkFaults.reading(columns.table().path(), sizes::collect);
    long[] start = new long[size.size() + 1];
    for (int c = 0; c < size.size(); c++) {
      start[c + 1] = start[c] + size.get(c);
    }
    return start;
  }

  /** Encodes a task's rows and collects them by chunk. */
  private static Iterator<Tuple2<Object, float[]>> pack(
      Iterator<InternalRow> rows,
      RowEncoder encoder,
      Selection selection,
      int chunkCount,
      long seed) {
    return new Iterator<>() {
      private final RowEncoder.Session session = encoder.session();
      private final int stride = encoder.stride();
      private final int rowsPerPack =
          Math.max(1, Math.min(PACK_FLOATS, PACKS_FLOATS / chunkCount) / stride);
      private final float[][] open = new float[chunkCount][];
      private final int[] filled = new int[chunkCount];
      private final float[] row = new float[stride];
      private int leftover;

      private final List<Tuple2<Object, float[]>> next = new ArrayList<>(1);

      @Override
      public boolean hasNext() {
        while (next.isEmpty() && rows.hasNext()) {
          take(rows.next());
        }
        while (next.isEmpty() && leftover < chunkCount) {
          if (filled[leftover] > 0) {
            close(leftover);
          }
          leftover++;
        }
        return !next.isEmpty();
      }

      @Override
      public Tuple2<Object, float[]> next() {
        if (!hasNext()) {
          throw new java.util.NoSuchElementException();
        }
        return next.remove(0);
      }

      private void take(InternalRow source) {
        boolean wanted =
            switch (selection.part()) {
              case ALL -> true;
              case KEPT -> !session.isHeldBack(source, selection.share(), seed);
              case HELD_BACK -> session.isHeldBack(source, selection.share(), seed);
            };
        if (!wanted) {
          return;
        }
        if (!session.encode(source, row, 0)) {
          return;
        }
        int chunk = chunk(RowHash.of(row, 0, stride, seed));
        if (open[chunk] == null) {
          open[chunk] = new float[rowsPerPack * stride];
        }
        System.arraycopy(row, 0, open[chunk], filled[chunk], stride);
        filled[chunk] += stride;
        if (filled[chunk] == open[chunk].length) {
          close(chunk);
        }
      }

      /** The chunks divide the unsigned 64-bit numbers evenly, in their order. */
      private int chunk(long hash) {
        return (int) (((hash >>> 32) * chunkCount) >>> 32);
      }

      private void close(int chunk) {
        next.add(new Tuple2<>(chunk, Arrays.copyOf(open[chunk], filled[chunk])));
        filled[chunk] = 0;
      }
    };
  }
}
