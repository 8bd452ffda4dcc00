package org.lockstep.network;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A matrix of up to {@code capacity} examples, one column each, in native memory: what a product
 * reads and writes. Its first m columns are a matrix of their own for every m.
 */
final class ExampleMatrix {
  private final INDArray all;
  private final FloatBuffer buffer;
  private final @Nullable INDArray[] firstColumns;

  ExampleMatrix(int rows, int capacity) {
    all = Nd4j.zeros(DataType.FLOAT, rows, capacity).dup('f');
    buffer = all.data().asNioFloat();
    firstColumns = new INDArray[capacity + 1];
  }

  /** The first m columns, (rows, m). */
  INDArray columns(int m) {
    INDArray view = firstColumns[m];
    if (view == null) {
      view = all.get(NDArrayIndex.all(), NDArrayIndex.interval(0, m)).reshape('f', all.rows(), m);
      firstColumns[m] = view;
    }
    return view;
  }

  /** Writes column {@code j} from {@code values}, beginning at {@code from}. */
  void putColumn(int j, float[] values, int from) {
    buffer.put(j * all.rows(), values, from, all.rows());
  }

  /** Writes the first m columns. */
  void put(float[] values, int m) {
    buffer.put(0, values, 0, all.rows() * m);
  }

  /** Reads the first m columns. */
  void get(float[] values, int m) {
    buffer.get(0, values, 0, all.rows() * m);
  }
}
