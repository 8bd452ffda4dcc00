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
 * Matrix products by ND4J's native BLAS library, limited to one thread.
 *
 * <p>With several threads the library splits a product by the number of cores and their load, and
 * the order of the additions, and so the bits, would depend on that. One thread is also faster,
 * because Spark already runs a task on every core.
 *
 * <p>ND4J loads OpenBLAS twice, with and without LAPACK, and takes the number of threads from the
 * environment only. So this class sets it in both libraries, for a JVM that was started without
 * {@code OMP_NUM_THREADS=1}.
 *
 * <p>Products call {@code cblas_sgemm} of ND4J's OpenBLAS on ND4J's memory, not ND4J's operation
 * {@code Mmul}, which costs 30 to 40 µs a call even for small products and copies a row-major
 * result. For 30-64-32-1 and 64 examples the eight products of an iteration take 20 µs this way and
 * 320 µs by {@code Nd4j.gemm}; for 784-256-128-10, 0.75 ms and 0.89 ms.
 */
public final class Blas {
  private static final List<String> LIBRARIES =
      List.of("libopenblas_nolapack.so.0", "libopenblas.so.0");

  /** The processor flags that OpenBLAS's kernel SkylakeX needs. */
  private static final Set<String> SKYLAKE_X =
      Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

  private static final String DESCRIPTION = limitToOneThread();

  private Blas() {}

  /**
   * Selects OpenBLAS's oldest AVX-512 kernel if the processor has the instructions, so that all
   * such processors compute the same bits; by itself OpenBLAS takes others for newer ones. A kernel
   * that the user has set in the environment is kept.
   */
  private static void selectKernel() {
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

  private static String limitToOneThread() {
    selectKernel(); // before the library is loaded, which reads the variable
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
        // Another BLAS, or another file name: ND4J's calls above have set and checked the threads
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
   * Loads the native library, which takes a second or two, and limits it to one thread.
   *
   * @throws IllegalStateException if the library cannot be limited to one thread
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

  // The three products of a dense layer. W and dW, (outputs, inputs), are row-major, which BLAS
  // reads as their column-major transposes; matrices of examples are column-major.

  /** Z ← W A + Z: adds the weighted inputs (outputs, m) of inputs A (inputs, m) to Z. */
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
