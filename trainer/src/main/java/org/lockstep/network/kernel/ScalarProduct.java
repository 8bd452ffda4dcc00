package org.lockstep.network.kernel;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chained product in plain loops: the fallback where the Vector API is not there.
 *
 * <p>The JIT turns a loop into vector instructions if it runs over whole arrays, but not over parts
 * of one. So a row of C and the rows of B are copied to arrays of their own. Four rows of B at a
 * time spare three loads and stores of C out of four.
 */
public final class ScalarProduct implements ChainedProduct {
  /** Arrays for the rows of B and, at the end, one of C, by the number of their elements. */
  private final Map<Integer, float[][]> memory = new HashMap<>();

  @Override
  public void multiply(Matrix start, Matrix s, Matrix b, Matrix c) {
    int columns = c.columns();
    float[][] rows = memory.compute(columns, (length, old) -> enough(b.rows() + 1, length, old));
    for (int k = 0; k < b.rows(); k++) {
      System.arraycopy(b.values(), b.index(k, 0), rows[k], 0, columns);
    }
    float[] sums = rows[rows.length - 1];
    for (int r = 0; r < c.rows(); r++) {
      System.arraycopy(start.values(), start.offset(), sums, 0, columns);
      addRows(s, r, rows, sums);
      System.arraycopy(sums, 0, c.values(), c.index(r, 0), columns);
    }
  }

  private static float[][] enough(int count, int length, float @Nullable [][] old) {
    return old != null && old.length >= count ? old : new float[count][length];
  }

  private static void addRows(Matrix s, int r, float[][] rows, float[] sums) {
    float[] x = s.values();
    int step = s.columnStride();
    int at = s.index(r, 0);
    int k = 0;
    for (; k + 4 <= s.columns(); k += 4) {
      float[][] four = {rows[k], rows[k + 1], rows[k + 2], rows[k + 3]};
      addFour(four, x[at], x[at + step], x[at + 2 * step], x[at + 3 * step], sums);
      at += 4 * step;
    }
    for (; k < s.columns(); k++) {
      addOne(rows[k], x[at], sums);
      at += step;
    }
  }

  private static void addFour(float[][] b, float s0, float s1, float s2, float s3, float[] sums) {
    float[] b0 = b[0];
    float[] b1 = b[1];
    float[] b2 = b[2];
    float[] b3 = b[3];
    for (int v = 0; v < sums.length; v++) {
      float sum = Math.fma(s0, b0[v], sums[v]);
      sum = Math.fma(s1, b1[v], sum);
      sum = Math.fma(s2, b2[v], sum);
      sums[v] = Math.fma(s3, b3[v], sum);
    }
  }

  private static void addOne(float[] b, float s, float[] sums) {
    for (int v = 0; v < sums.length; v++) {
      sums[v] = Math.fma(s, b[v], sums[v]);
    }
  }
}
