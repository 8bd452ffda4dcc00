package org.lockstep.network;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
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
 *
 * <p>Products go to ND4J's own binding of its OpenBLAS, on ND4J's own memory, but not through its
 * operation {@code Mmul}: that costs 30 to 40 µs a call however small the product, and copies a
 * result that lies row by row. For 30-64-32-1 and 64 examples the eight products of an iteration
 * take 20 µs so, and 320 µs by {@code Nd4j.gemm}; for 784-256-128-10, 0.75 ms and 0.89 ms.
 */
public final class Blas {
  private static final List<String> LIBRARIES =
      List.of("libopenblas_nolapack.so.0", "libopenblas.so.0");

  /** What OpenBLAS asks of a processor for its kernel SkylakeX. */
  private static final Set<String> SKYLAKE_X =
      Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

  private static final String DESCRIPTION = holdToOneThread();

  private Blas() {}

  /**
   * Names the kernel for 512 bits where the processor has them: ND4J's OpenBLAS 0.3.19 does not
   * know the newer ones of AMD's, and takes a kernel of 2007 for 128 bits. A kernel that the user
   * has named in the environment stays.
   */
  private static void nameKernel() {
    if (Platform.isLinux() && processorHas(SKYLAKE_X)) {
      NativeLibrary.getProcess()
          .getFunction("setenv")
          .invokeInt(new Object[] {"OPENBLAS_CORETYPE", "SkylakeX", 0});
    }
  }

  private static boolean processorHas(Set<String> wanted) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(flags -> List.of(flags.split("\\s+")).containsAll(wanted))
          .orElse(false);
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static String holdToOneThread() {
    nameKernel(); // it is read when the library is loaded
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

  /** A vector of zeros in ND4J's memory. */
  static INDArray zeros(int length) {
    return Nd4j.zeros(DataType.FLOAT, length);
  }

  /** The address of element {@code index} of an array, for as long as the array is reachable. */
  static FloatPointer pointer(INDArray array, long index) {
    return new FloatPointer(array.data().pointer()).position(index);
  }

  // The three products of a dense layer. W and dW, (outputs, inputs), lie row by row, which to BLAS
  // is their transpose column by column; matrices of examples lie column by column.

  /** Z ← W A + Z: weighted inputs (outputs, m) of inputs A (inputs, m), on top of what Z holds. */
  static void addWeighted(
      FloatPointer w, FloatPointer a, FloatPointer z, int outputs, int inputs, int m) {
    multiply(CblasTrans, CblasNoTrans, outputs, m, inputs, w, inputs, a, inputs, 1, z, outputs);
  }

  /** dW ← dZ Aᵀ: the gradient (outputs, inputs) from errors (outputs, m) and inputs (inputs, m). */
  static void weightGradient(
      FloatPointer dz, FloatPointer a, FloatPointer dw, int outputs, int inputs, int m) {
    multiply(CblasNoTrans, CblasTrans, inputs, outputs, m, a, inputs, dz, outputs, 0, dw, inputs);
  }

  /** dA ← Wᵀ dZ: the error of the inputs (inputs, m) from that of the outputs (outputs, m). */
  static void inputError(
      FloatPointer w, FloatPointer dz, FloatPointer da, int outputs, int inputs, int m) {
    multiply(CblasNoTrans, CblasNoTrans, inputs, m, outputs, w, inputs, dz, outputs, 0, da, inputs);
  }

  /**
   * C ← op(A) op(B) + beta C, column by column, with C (rows, columns) and the given inner size.
   */
  private static void multiply(
      int opA,
      int opB,
      int rows,
      int columns,
      int inner,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      float beta,
      FloatPointer c,
      int ldc) {
    cblas_sgemm(CblasColMajor, opA, opB, rows, columns, inner, 1, a, lda, b, ldb, beta, c, ldc);
  }
}
