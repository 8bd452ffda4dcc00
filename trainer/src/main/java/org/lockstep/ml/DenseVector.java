package org.lockstep.ml;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;

/** A dense vector of Spark ML as it lies in a row, (type, size, indices, values), to be reused. */
final class DenseVector {
  private static final byte DENSE = 1;

  private final UnsafeArrayData values;
  private final InternalRow row;

  DenseVector(int size) {
    values = UnsafeArrayData.fromPrimitiveArray(new double[size]);
    row = new GenericInternalRow(new Object[] {DENSE, null, null, values});
  }

  void set(int i, double value) {
    values.setDouble(i, value);
  }

  InternalRow row() {
    return row;
  }
}
