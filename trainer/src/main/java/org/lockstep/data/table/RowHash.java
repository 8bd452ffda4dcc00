package org.lockstep.data.table;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/**
 * Seeded 64-bit hashes of a row's content. They define the global order of the rows, and which rows
 * are held back for validation.
 *
 * <p>The function is xxHash64 (Collet, 2012), in the implementation that Spark carries.
 */
public final class RowHash {
  private static final long SPLIT = 0x5DEECE66DL;

  private RowHash() {}

  /** The hash of an encoded row: {@code length} floats from element {@code from} on. */
  public static long of(float[] rows, int from, int length, long seed) {
    return XXH64.hashUnsafeBytes(
        rows, Platform.FLOAT_ARRAY_OFFSET + (long) from * Float.BYTES, length * Float.BYTES, seed);
  }

  /** The hash of a row as Spark holds it. */
  public static long of(UnsafeRow row, long seed) {
    return XXH64.hashUnsafeBytes(
        row.getBaseObject(), row.getBaseOffset(), row.getSizeInBytes(), seed);
  }

  /** The place in [0, 1) of a row with these features, not yet scaled, by their hash. */
  public static double place(double[] features, int length, long seed) {
    long hash =
        XXH64.hashUnsafeBytes(
            features, Platform.DOUBLE_ARRAY_OFFSET, length * Double.BYTES, seed ^ SPLIT);
    return (hash >>> 11) * 0x1.0p-53;
  }
}
