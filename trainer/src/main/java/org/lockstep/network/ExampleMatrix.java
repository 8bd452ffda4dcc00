package org.lockstep.network;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A matrix of up to {@code capacity} examples, one column each, in native memory: what a product
 * reads and writes. An example is contiguous, so that the first m columns are a matrix for every m.
 */
final class ExampleMatrix {
  private final INDArray memory;
  private final int rows;
  private final FloatBuffer buffer;
  private final FloatPointer pointer;

  ExampleMatrix(int rows, int capacity) {
    this.rows = rows;
    memory = Blas.zeros(Math.multiplyExact(rows, capacity));
    buffer = memory.data().asNioFloat();
    pointer = Blas.pointer(memory, 0);
  }

  /** Where its first column begins. */
  FloatPointer pointer() {
    return pointer;
  }

  /** Writes column {@code j} from {@code values}, beginning at {@code from}. */
  void putColumn(int j, float[] values, int from) {
    buffer.put(j * rows, values, from, rows);
  }

  /** Writes the first m columns. */
  void put(float[] values, int m) {
    buffer.put(0, values, 0, rows * m);
  }

  /** Reads the first m columns. */
  void get(float[] values, int m) {
    buffer.get(0, values, 0, rows * m);
  }

  /** Writes the same values into each of the first m columns. */
  void fillColumns(float[] values, int from, int m) {
    for (int j = 0; j < m; j++) {
      putColumn(j, values, from);
    }
  }
}
