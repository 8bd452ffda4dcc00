package org.lockstep.training.lane;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.input.SparseRows;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.NonZeroPlaces;

/**
 * The vector of the mean gradients of a run with sparse inputs: kept from one mini-batch to the
 * next, so that only the rows are written that occur in either. Without sparse inputs it is that of
 * each sum. Not thread-safe.
 */
public final class MeanVector {
  private final boolean keepsZeros;
  private float[] values = {};
  private @Nullable SparseRows last;

  /**
   * Creates the vector.
   *
   * @param keepsZeros whether those who get the gradients leave 0 what is 0
   */
  public MeanVector(boolean keepsZeros) {
    this.keepsZeros = keepsZeros;
  }

  /**
   * The mean of a sum.
   *
   * @return valid until the next call
   */
  public Gradient of(GradientSum sum) {
    SparseRows rows = sum.rows();
    if (rows == null) {
      return new Gradient(sum.meanLoss(), sum.mean());
    }
    int matrix = sum.length() - rows.length();
    if (values.length != sum.length()) {
      values = new float[sum.length()];
    } else if (last != null && keepsZeros) {
      last.clear(values, matrix);
    } else {
      Arrays.fill(values, matrix, values.length, 0f);
    }
    last = rows;
    sum.writeMean(values);
    return new Gradient(
        sum.meanLoss(),
        values,
        keepsZeros ? new NonZeroPlaces(matrix, rows.width(), rows.indices()) : null);
  }
}
