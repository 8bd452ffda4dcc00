package org.lockstep.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The matrix product, and the native library under it, held to one thread.
 *
 * <p>One BLAS thread a task is part of the promise: with more, the split of a product, and with it
 * the order of its additions, would depend on the machine's load and number of cores. It is also
 * the faster way, since Spark already runs a task on every core.
 */
public final class Blas {
  static {
    // Read by ND4J from the environment only, so a JVM that Lockstep did not start is corrected
    // here.
    Nd4j.factory().blas().setMaxThreads(1);
    int threads = Nd4j.factory().blas().getMaxThreads();
    if (threads != 1) {
      throw new IllegalStateException(
          "the BLAS library runs %d threads a task; set OMP_NUM_THREADS=1 before the JVM starts"
              .formatted(threads));
    }
  }

  private Blas() {}

  /** How a factor of a product enters it. */
  enum Form {
    /** As it is. */
    PLAIN,
    /** Its rows as columns. */
    TRANSPOSED
  }

  /**
   * Loads the native library, which takes a second or two, and holds it to one thread.
   *
   * @throws IllegalStateException if the library cannot be held to one thread
   */
  public static void load() {
    // the static initialiser does it
  }

  /** The library, and the kernel that it chose for this processor. */
  public static String description() {
    return Nd4j.factory().blas().getBlasVendor().toString();
  }

  /** Computes {@code result = a b}, each factor in its form, into memory that is there already. */
  static void multiply(INDArray a, Form formA, INDArray b, Form formB, INDArray result) {
    Nd4j.gemm(a, b, result, formA == Form.TRANSPOSED, formB == Form.TRANSPOSED, 1.0, 0.0);
  }
}
