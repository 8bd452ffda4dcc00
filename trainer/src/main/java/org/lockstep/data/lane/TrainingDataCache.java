package org.lockstep.data.lane;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.lockstep.UserException;
import org.lockstep.data.source.TableReader;
import org.lockstep.data.table.TableSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.spark.TaskSlots;

/**
 * Training data shared by several runs: tables are read, checked and dealt to lanes once for all
 * runs with the same data settings and lanes, for any size of mini-batches.
 *
 * <p>Data that no run uses are kept for later runs, up to a few tables, until the cache is closed
 * after the last run. Thread-safe; while a table is prepared, other callers wait.
 */
public final class TrainingDataCache implements AutoCloseable {
  /** A search over batch sizes needs few numbers of lanes; a search over seeds would fill disks. */
  private static final int MOST_IDLE = 4;

  private final SparkSession spark;
  private final TableSource source;

  /** In the order of the last request. */
  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  /** All that encoded examples in lanes depend on, and the number of partitions. */
  private record Key(
      DataSettings settings, Optional<Encoding> known, int lanes, OptionalInt partitions) {}

  private static final class Entry {
    final TrainingData data;
    int leases;

    Entry(TrainingData data) {
      this.data = data;
    }
  }

  /** Creates a cache of the tables that settings name, with nothing in it. */
  public TrainingDataCache(SparkSession spark) {
    this(spark, TableReader.of(spark));
  }

  /** Creates a cache of tables of another source. */
  public TrainingDataCache(SparkSession spark, TableSource source) {
    this.spark = spark;
    this.source = source;
  }

  /**
   * Leases data to a run; prepares them if they are not in the cache.
   *
   * @param known the encoding of a model, for data that are to be encoded as its were; empty to fit
   *     one to the table
   * @param batchSize examples of a mini-batch; more than there are examples is cut to all of them
   * @param lanes virtual workers
   * @param partitions Spark partitions to carry them; empty for one a task slot, at most one a lane
   * @throws UserException if a table cannot be read or trained on, or not by that encoding
   */
  public synchronized Lease lease(
      DataSettings settings,
      Optional<Encoding> known,
      int batchSize,
      int lanes,
      OptionalInt partitions) {
    Key key = new Key(settings, known, lanes, partitions);
    Entry found = entries.remove(key);
    Entry entry =
        found != null
            ? found
            : new Entry(
                TrainingData.prepare(
                    source,
                    settings,
                    known,
                    BatchPlan.ALL,
                    lanes,
                    () -> partitionCount(spark, partitions, lanes)));
    entries.put(key, entry);
    entry.leases++;
    return new Lease(entry, entry.data.inBatchesOf(batchSize), found == null);
  }

  /** Spark partitions that carry the lanes: as set, or one a task slot and at most one a lane. */
  public static int partitionCount(SparkSession spark, OptionalInt wanted, int lanes) {
    return wanted.isPresent()
        ? wanted.getAsInt()
        : Math.min(lanes, TaskSlots.settled(spark.sparkContext()));
  }

  /** The data of one run, until it is closed. */
  public final class Lease implements AutoCloseable {
    private final Entry entry;
    private final TrainingData data;
    private final boolean isFirst;

    private Lease(Entry entry, TrainingData data, boolean isFirst) {
      this.entry = entry;
      this.data = data;
      this.isFirst = isFirst;
    }

    /** The data; not to be released. */
    public TrainingData data() {
      return data;
    }

    /** Whether the data were prepared for this run. */
    public boolean isFirst() {
      return isFirst;
    }

    /** Returns the data to the cache; to be called once. */
    @Override
    public void close() {
      giveBack(entry);
    }
  }

  private synchronized void giveBack(Entry entry) {
    entry.leases--;
    long idle = entries.values().stream().filter(e -> e.leases == 0).count();
    Iterator<Entry> eldestFirst = entries.values().iterator();
    while (idle > MOST_IDLE && eldestFirst.hasNext()) {
      Entry eldest = eldestFirst.next();
      if (eldest.leases == 0) {
        eldest.data.release();
        eldestFirst.remove();
        idle--;
      }
    }
  }

  /** Releases all data; every lease must have been closed. */
  @Override
  public synchronized void close() {
    entries.values().forEach(entry -> entry.data.release());
    entries.clear();
  }
}
