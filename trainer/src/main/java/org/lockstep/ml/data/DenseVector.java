package org.lockstep.ml.data;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;

/** A dense vector of Spark ML as it lies in a row, (type, size, indices, values), to be reused. */
public final class DenseVector {
  private static final byte DENSE = 1;

  private final UnsafeArrayData values;
  private final InternalRow row;

  /** Creates a vector of zeros. */
  public DenseVector(int size) {
    values = UnsafeArrayData.fromPrimitiveArray(new double[size]);
    row = new GenericInternalRow(new Object[] {DENSE, null, null, values});
  }

  /** Sets an element. */
  public void set(int i, double value) {
    values.setDouble(i, value);
  }

  /** The row, which later changes of elements change too. */
  public InternalRow row() {
    return row;
  }
}
