package org.lockstep.data.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
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
import org.lockstep.data.column.RowSplit;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.survey.SurveyedTable;
import org.lockstep.data.table.JobDescription;
import org.lockstep.data.table.RowsFingerprint;
import org.lockstep.data.table.SparkFaults;
import org.lockstep.encoding.Encoding;
import org.lockstep.spark.PartitionHomes;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Deals a table's rows to lanes, in one pass and with one shuffle.
 *
 * <p>Rows are encoded, sent to the chunk of the hash range that they fall into, and sorted there by
 * (hash, content). The sizes of the chunks then give every row its rank, and lanes are ranges of
 * ranks ({@link LaneRdd}). The order does not depend on the number of chunks. Rows that are held
 * back for validation go to chunks, and lanes, of their own.
 */
final class LaneDealer {
  /** Spark's setting of the storage level of the blocks. */
  private static final String STORAGE = "spark.lockstep.storageLevel";

  private static final long CHUNK_BYTES = 32L << 20;

  /** The order of examples to evaluate on is no setting. */
  static final long EVALUATION_SEED = 0;

  private final TableColumns columns;
  private final Encoding encoding;
  private final RowEncoder encoder;
  private final RowsFingerprint surveyed;
  private final RowSplit split;
  private final int partitions;
  private final long seed;
  private final SparkContext spark;

  /**
   * Creates a dealer.
   *
   * @param table of which all rows have been surveyed
   * @param partitions Spark partitions to carry the lanes
   * @param seed of the order of the rows
   */
  LaneDealer(SurveyedTable table, Encoding encoding, int partitions, long seed) {
    this.columns = table.columns();
    this.encoding = encoding;
    this.encoder = new RowEncoder(encoding, columns);
    this.surveyed = table.survey().fingerprint();
    this.split = table.split();
    this.partitions = partitions;
    this.seed = seed;
    this.spark = columns.table().rows().sparkSession().sparkContext();
  }

  /**
   * Deals all rows.
   *
   * @return the lanes, cached and filled
   * @throws org.lockstep.UserException if the rows are not those that were surveyed
   */
  DealtLanes deal(BatchPlan plan) {
    return deal(divided(), List.of(plan), counts -> {}).get(0);
  }

  /**
   * Deals the rows in two parts, those to train on and those that are held back, reading the table
   * once.
   *
   * @throws org.lockstep.UserException if the rows are not those that were surveyed
   */
  Split split(BatchPlan train, BatchPlan heldBack) {
    List<DealtLanes> parts = deal(divided(), List.of(train, heldBack), counts -> {});
    return new Split(parts.get(0), parts.get(1));
  }

  /**
   * Deals the rows in two parts, reading the table once: those that a column marks are to validate
   * on.
   *
   * @param marked the columns of these rows
   * @param heldBack a plan for as many examples as rows are marked; those that are left out are
   *     taken off
   * @param check receives the counts of the marked rows before anything is cached
   * @throws org.lockstep.UserException if the rows are not those that were surveyed
   */
  Split splitByMark(
      TableColumns marked, BatchPlan train, BatchPlan heldBack, Consumer<MarkedRows.Counts> check) {
    RowDivision division =
        new RowDivision(
            encoder,
            seed,
            split,
            new RowDivision.Marked(
                new RowEncoder(encoding, marked), columns.markPlace().orElseThrow()));
    List<DealtLanes> parts = deal(division, List.of(train, heldBack), check);
    return new Split(parts.get(0), parts.get(1));
  }

  private RowDivision divided() {
    return new RowDivision(encoder, seed, split, null);
  }

  /** The two parts of a table. */
  record Split(DealtLanes train, DealtLanes heldBack) {}

  private List<DealtLanes> deal(
      RowDivision division, List<BatchPlan> plans, Consumer<MarkedRows.Counts> check) {
    List<LaneLayout> layouts =
        plans.stream().map(plan -> LaneLayout.of(plan, encoder.shape())).toList();
    return JobDescription.during(
        spark,
        "dealing lanes of " + columns.table().path(),
        () ->
            columns.table().isSmall()
                ? inDriver(division, layouts, check)
                : onExecutors(division, layouts, check));
  }

  /** A small table is sorted by the driver: no shuffle, and no job before the first iteration. */
  private List<DealtLanes> inDriver(
      RowDivision division, List<LaneLayout> layouts, Consumer<MarkedRows.Counts> check) {
    ChunkPlan onePerPart = ChunkPlan.of(layouts, layout -> 1);
    List<List<float[]>> packs = new ArrayList<>();
    layouts.forEach(layout -> packs.add(new ArrayList<>()));
    new RowPacks(
            columns.collectedRows().iterator(), // as they were surveyed
            division,
            onePerPart,
            all -> all.marked().map(MarkedRows::counts).ifPresent(check))
        .forEachRemaining(pack -> packs.get((Integer) pack._1()).add(pack._2()));
    List<DealtLanes> parts = new ArrayList<>();
    for (int part = 0; part < layouts.size(); part++) {
      SortedRows rows =
          SortedRows.of(packs.get(part).iterator(), encoder.shape(), division.seed(part > 0));
      parts.add(inDriver(dealt(division, layouts, part, rows.size()), rows));
    }
    return parts;
  }

  private DealtLanes inDriver(LaneLayout layout, SortedRows rows) {
    // Every serializer of Spark's knows an array of arrays of floats
    Broadcast<Object[]> broadcast =
        JavaSparkContext.fromSparkContext(spark).broadcast(rows.inPacks());
    LaneRanges ranges = ranges(layout);
    JavaRDD<Lane> lanes =
        LaneRdd.of(spark, new BroadcastBlocks(broadcast, layout), layout, ranges)
            .toJavaRDD()
            .persist(StorageLevel.MEMORY_ONLY());
    return new DealtLanes(lanes, layout.plan(), ranges, rows.fingerprint(), broadcast::destroy);
  }

  private LaneRanges ranges(LaneLayout layout) {
    return LaneRanges.of(layout.plan().lanes(), PartitionHomes.groups(spark, partitions));
  }

  private List<DealtLanes> onExecutors(
      RowDivision division, List<LaneLayout> layouts, Consumer<MarkedRows.Counts> check) {
    ChunkPlan plan = ChunkPlan.of(layouts, this::chunkCount);
    CollectionAccumulator<long[]> read = spark.collectionAccumulator();
    CollectionAccumulator<long[]> marked = spark.collectionAccumulator();
    RDD<Tuple2<Object, float[]>> chunks = chunks(division, plan, read, marked);
    List<Chunks> counted =
        SparkFaults.reading(
            columns.table().path(), () -> explained(() -> Chunks.count(chunks, plan, division)));
    requireSurveyed(RowsFingerprint.sum(read.value()), null);
    check.accept(MarkedRows.Counts.sum(marked.value()));
    AtomicInteger users = new AtomicInteger(layouts.size());
    List<DealtLanes> parts = new ArrayList<>();
    try {
      for (int part = 0; part < layouts.size(); part++) {
        Chunks chunksOfPart = counted.get(part);
        LaneLayout layout = dealt(division, layouts, part, chunksOfPart.rows());
        parts.add(cached(chunksOfPart, layout, division.seed(part > 0), users));
      }
      return parts;
    } catch (RuntimeException | Error e) {
      parts.forEach(DealtLanes::release);
      throw e;
    }
  }

  /** The layout of a part as its rows were counted: of marked rows, some may be left out. */
  private static LaneLayout dealt(
      RowDivision division, List<LaneLayout> layouts, int part, long rows) {
    LaneLayout planned = layouts.get(part);
    if (division.marked() != null && part > 0) {
      return planned.withExamples(rows);
    }
    if (rows != planned.plan().examples()) {
      throw new IllegalStateException(
          "%,d rows were surveyed, and %,d dealt".formatted(planned.plan().examples(), rows));
    }
    return planned;
  }

  private int chunkCount(LaneLayout layout) {
    long bytes = layout.plan().examples() * layout.shape().usual() * Float.BYTES;
    return Math.toIntExact(Math.max(partitions, bytes / CHUNK_BYTES + 1));
  }

  /**
   * The encoded rows, shuffled to their chunks.
   *
   * @param read receives the fingerprint of the rows that each task has read
   * @param marked receives the counts of the marked rows among them
   */
  private RDD<Tuple2<Object, float[]>> chunks(
      RowDivision division,
      ChunkPlan plan,
      CollectionAccumulator<long[]> read,
      CollectionAccumulator<long[]> marked) {
    ClassTag<float[]> floats = ClassTag$.MODULE$.apply(float[].class);
    var packs =
        JavaRDD.fromRDD(columns.rows(), ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class))
            .mapPartitionsToPair(
                rows -> {
                  int task = TaskContext.getPartitionId();
                  return new RowPacks(
                      rows,
                      division,
                      plan,
                      all -> {
                        read.add(all.seen().numbered(task));
                        all.marked().ifPresent(counts -> marked.add(counts.numbered(task)));
                      });
                });
    // Spark writes pairs of these types to the shuffle as they lie in memory
    return new ShuffledRDD<>(
        packs.rdd(),
        new HashPartitioner(plan.chunkCount()), // of an integer: its value
        ClassTag$.MODULE$.Int(),
        floats,
        floats);
  }

  /**
   * Caches one part in blocks.
   *
   * @param users parts of the shuffle that are not released yet; the last one deletes its files
   */
  private DealtLanes cached(Chunks counted, LaneLayout layout, long rowSeed, AtomicInteger users) {
    BlockRdd blocks = new BlockRdd(counted, layout, rowSeed, columns.table().unstable());
    blocks.persist(
        StorageLevel.fromString(
            columns.table().rows().sparkSession().conf().get(STORAGE, "MEMORY_AND_DISK")));
    LaneRanges ranges = ranges(layout);
    JavaRDD<Lane> lanes =
        LaneRdd.of(blocks, layout, ranges).toJavaRDD().persist(StorageLevel.MEMORY_ONLY());
    DealtLanes.Cache cache =
        () -> {
          blocks.unpersist(false);
          if (users.decrementAndGet() == 0) {
            blocks.cleanShuffleDependencies(false);
          }
        };
    try {
      long fingerprint =
          SparkFaults.reading(
              columns.table().path(),
              () -> lanes.map(lane -> lane.fingerprint(rowSeed)).reduce(Long::sum));
      return new DealtLanes(lanes, layout.plan(), ranges, fingerprint, cache);
    } catch (RuntimeException | Error e) {
      lanes.unpersist(false);
      blocks.unpersist(false);
      blocks.cleanShuffleDependencies(false);
      throw e;
    }
  }

  /** Where a row cannot be encoded, finds out whether the table gave other rows than before. */
  private <T> T explained(Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      if (ExceptionUtils.indexOfType(e, RowPacks.NotSurveyedException.class) >= 0) {
        requireSurveyed(RowsFingerprint.of(columns.rows(), columns.table().path()), e);
      }
      throw e;
    }
  }

  private void requireSurveyed(RowsFingerprint seen, @Nullable Throwable revealedBy) {
    if (!seen.isThatOf(surveyed)) {
      throw columns.table().unstable().between(surveyed, seen, revealedBy);
    }
  }
}
