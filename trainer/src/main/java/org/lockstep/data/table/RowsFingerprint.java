package org.lockstep.data.table;

import java.io.Serializable;
import java.nio.LongBuffer;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.reflect.ClassTag$;

/**
 * The number of rows of a pass over a table, and the sum of their hashes; it does not depend on
 * their order. Two passes over the same rows have the same fingerprint.
 *
 * <p>Hashes the bytes of Spark's {@code UnsafeRow}, before the row is decoded: some nanoseconds a
 * value. Not thread-safe.
 */
public final class RowsFingerprint implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SEED = 42;

  private long rows;
  private long hash;

  public RowsFingerprint() {}

  private RowsFingerprint(long rows, long hash) {
    this.rows = rows;
    this.hash = hash;
  }

  /** Adds a row. */
  public void add(InternalRow row) {
    rows++;
    hash += RowHash.of((UnsafeRow) row, SEED); // the result of every query plan is in this form
  }

  /** Adds the fingerprint of another part of the pass. */
  public void add(RowsFingerprint other) {
    rows += other.rows;
    hash += other.hash;
  }

  /** The number of rows. */
  public long rows() {
    return rows;
  }

  /** Whether two passes saw the same rows. */
  public boolean isThatOf(RowsFingerprint other) {
    return rows == other.rows && hash == other.hash;
  }

  /** As an array, which every serializer of Spark's accepts, with a number before it. */
  public long[] numbered(int number) {
    return new long[] {number, rows, hash};
  }

  /**
   * The sum of the fingerprints of tasks, each numbered by its partition. A task that ran twice
   * counts once, if it saw the same rows both times.
   */
  public static RowsFingerprint sum(Collection<long[]> numbered) {
    RowsFingerprint sum = new RowsFingerprint();
    ofEachTask(numbered).forEach(each -> sum.add(new RowsFingerprint(each.get(1), each.get(2))));
    return sum;
  }

  /** The results of tasks, each numbered by its partition; that of a task that ran twice is one. */
  public static Stream<LongBuffer> ofEachTask(Collection<long[]> numbered) {
    return numbered.stream().map(LongBuffer::wrap).distinct(); // arrays are compared by identity
  }

  /**
   * Computes the fingerprint of a table in a pass of its own.
   *
   * @param path what its user calls it
   */
  public static RowsFingerprint of(RDD<InternalRow> table, String path) {
    JavaRDD<long[]> seen =
        JavaRDD.fromRDD(table, ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class))
            .mapPartitions(
                rows -> {
                  RowsFingerprint here = new RowsFingerprint();
                  rows.forEachRemaining(here::add);
                  return List.of(here.numbered(TaskContext.getPartitionId())).iterator();
                });
    return sum(SparkFaults.reading(path, seen::collect));
  }
}
