package org.lockstep.network;

import com.sun.jna.NativeLibrary;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The matrix product, and the native library under it, held to one thread.
 *
 * <p>One BLAS thread a task is part of the promise: with more, the split of a product, and with it
 * the order of its additions, would depend on the machine's load and number of cores. It is also
 * the faster way, since Spark already runs a task on every core.
 *
 * <p>ND4J brings OpenBLAS twice, with and without LAPACK, and reads the number of threads from the
 * environment only; a JVM that Lockstep did not start is corrected here, both libraries of it.
 */
public final class Blas {
  private static final List<String> LIBRARIES =
      List.of("libopenblas_nolapack.so.0", "libopenblas.so.0");

  private static final String DESCRIPTION = holdToOneThread();

  private Blas() {}

  /** How a factor of a product enters it. */
  enum Form {
    /** As it is. */
    PLAIN,
    /** Its rows as columns. */
    TRANSPOSED
  }

  private static String holdToOneThread() {
    Nd4j.factory().blas().setMaxThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    requireOne(Nd4j.factory().blas().getMaxThreads());
    String description = Nd4j.factory().blas().getBlasVendor().toString();
    for (String name : LIBRARIES) {
      try {
        NativeLibrary library = NativeLibrary.getInstance(name);
        library.getFunction("openblas_set_num_threads").invokeVoid(new Object[] {1});
        requireOne(library.getFunction("openblas_get_num_threads").invokeInt(new Object[0]));
        description =
            "%s, kernel %s"
                .formatted(
                    text(library, "openblas_get_config"), text(library, "openblas_get_corename"));
      } catch (UnsatisfiedLinkError e) {
        // another BLAS, or another platform's name: ND4J has set its threads and told them above
      }
    }
    return description;
  }

  private static String text(NativeLibrary library, String function) {
    return library.getFunction(function).invokeString(new Object[0], false);
  }

  private static void requireOne(int threads) {
    if (threads != 1) {
      throw new IllegalStateException(
          "the BLAS library runs %d threads a task; set OMP_NUM_THREADS=1 before the JVM starts"
              .formatted(threads));
    }
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
    return DESCRIPTION;
  }

  /** Computes {@code result = a b}, each factor in its form, into memory that is there already. */
  static void multiply(INDArray a, Form formA, INDArray b, Form formB, INDArray result) {
    Nd4j.gemm(a, b, result, formA == Form.TRANSPOSED, formB == Form.TRANSPOSED, 1.0, 0.0);
  }
}
