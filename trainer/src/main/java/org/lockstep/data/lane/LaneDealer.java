package org.lockstep.data.lane;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.CollectionAccumulator;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.column.RowEncoder;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.lane.DealtLanes.Cache;
import org.lockstep.data.table.JobDescription;
import org.lockstep.data.table.RowsFingerprint;
import org.lockstep.data.table.SparkFaults;
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
   * @param count how many rows are dealt
   * @param surveyed all rows of the table that the survey has seen, dealt or not
   */
  record Selection(Part part, double share, long count, RowsFingerprint surveyed)
      implements Serializable {}

  /**
   * Deals.
   *
   * @param partitions Spark partitions to carry the lanes
   * @return the lanes, cached and filled
   * @throws org.lockstep.UserException if the rows are not those that were surveyed
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
    Iterator<InternalRow> collected = columns.collectedRows().iterator(); // as it was surveyed
    var packs = new RowPacks(collected, encoder, selection, 1, seed, seen -> {});
    SortedRows rows = SortedRows.of(RowPacks.floats(packs), stride, seed);
    SparkContext spark = columns.table().rows().sparkSession().sparkContext();
    // An array of arrays of floats: every serializer of Spark's knows it
    Broadcast<Object[]> broadcast =
        JavaSparkContext.fromSparkContext(spark).broadcast(rows.inPacks());
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
    return new DealtLanes(lanes, plan, partitions, rows.fingerprint(), broadcast::destroy);
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
    SparkContext spark = columns.table().rows().sparkSession().sparkContext();
    CollectionAccumulator<long[]> read = spark.collectionAccumulator();
    JavaPairRDD<Object, float[]> packs =
        JavaRDD.fromRDD(columns.rows(), ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class))
            .mapPartitionsToPair(
                rows -> {
                  int task = TaskContext.getPartitionId();
                  return new RowPacks(
                      rows,
                      encoder,
                      selection,
                      chunkCount,
                      seed,
                      seen -> read.add(seen.numbered(task)));
                });
    // Spark writes pairs of these types to the shuffle as they lie in memory
    RDD<Tuple2<Object, float[]>> chunks =
        new ShuffledRDD<>(
            packs.rdd(),
            new HashPartitioner(chunkCount), // of an integer: its value
            ClassTag$.MODULE$.Int(),
            floats,
            floats);
    Chunks counted =
        SparkFaults.reading(
            columns.table().path(),
            () -> explained(columns, selection, () -> Chunks.count(chunks, stride, seed)));
    requireSurveyed(columns, selection, RowsFingerprint.sum(read.value()), null);
    if (counted.rows() != selection.count()) {
      throw new IllegalStateException(
          "%,d rows were surveyed, and %,d dealt".formatted(selection.count(), counted.rows()));
    }
    BlockRdd blocks =
        new BlockRdd(chunks, counted, plan, layout, stride, seed, columns.table().otherRows());
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
      long fingerprint =
          SparkFaults.reading(
              columns.table().path(),
              () -> lanes.map(lane -> lane.fingerprint(seed)).reduce(Long::sum));
      return new DealtLanes(lanes, plan, partitions, fingerprint, cache);
    } catch (RuntimeException | Error e) {
      lanes.unpersist(false);
      cache.release();
      throw e;
    }
  }

  /** What fails at a row that the survey has not seen fails for other rows, if that is so. */
  private static <T> T explained(TableColumns columns, Selection selection, Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      if (ExceptionUtils.indexOfType(e, RowPacks.NotSurveyedException.class) >= 0) {
        requireSurveyed(
            columns, selection, RowsFingerprint.of(columns.rows(), columns.table().path()), e);
      }
      throw e;
    }
  }

  private static void requireSurveyed(
      TableColumns columns,
      Selection selection,
      RowsFingerprint seen,
      @Nullable Throwable revealedBy) {
    if (!seen.isThatOf(selection.surveyed())) {
      throw columns.table().otherRows().between(selection.surveyed(), seen, revealedBy);
    }
  }
}
