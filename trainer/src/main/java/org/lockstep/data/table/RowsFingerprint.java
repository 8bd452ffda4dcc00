package org.lockstep.data.table;

import java.io.Serializable;
import java.nio.LongBuffer;
import java.util.Collection;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.reflect.ClassTag$;

/**
 * What one pass over a table has seen: how many rows, and the sum of their hashes, whatever their
 * order. Two passes that saw the same rows have the same one.
 *
 * <p>It is taken of the bytes in which Spark hands a row over, before anything is made of them:
 * some nanoseconds a value. For one thread.
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
    hash += RowHash.of((UnsafeRow) row, SEED); // every plan of Spark ends in such rows
  }

  /** Adds what another part of the pass has seen. */
  public void add(RowsFingerprint other) {
    rows += other.rows;
    hash += other.hash;
  }

  /** How many rows. */
  public long rows() {
    return rows;
  }

  public boolean isThatOf(RowsFingerprint other) {
    return rows == other.rows && hash == other.hash;
  }

  /** In a form that every serializer of Spark's knows, with a number before it. */
  public long[] numbered(int number) {
    return new long[] {number, rows, hash};
  }

  /**
   * The sum of those that tasks have numbered, each by its partition. A task that was done twice
   * counts once, if it has seen the same rows.
   */
  public static RowsFingerprint sum(Collection<long[]> numbered) {
    RowsFingerprint sum = new RowsFingerprint();
    numbered.stream()
        .map(LongBuffer::wrap) // arrays are not equal by what is in them
        .distinct()
        .forEach(each -> sum.add(new RowsFingerprint(each.get(1), each.get(2))));
    return sum;
  }

  /**
   * Reads a table, for its fingerprint alone.
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
