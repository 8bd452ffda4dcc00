package org.lockstep.network.kernel;

/**
 * A matrix product whose bits are defined: each element is one chain of fused multiply-adds.
 *
 * <pre>
 *   c_rv ← start_v,  then for k = 0, 1, ...:  c_rv ← fma(s_rk, b_kv, c_rv)
 *
 *   S (rows, inner)    B (inner, columns)    C (rows, columns)    start (1, columns)
 * </pre>
 *
 * <p>The bit pattern of a NaN is not defined. Instances have working memory and are not
 * thread-safe.
 */
public interface ChainedProduct {
  /**
   * Computes C = start + S B.
   *
   * @param start first value of every row's chains: a layer's bias, or zeros
   * @param s of any strides
   * @param b its rows are contiguous, as are those of {@code start} and {@code c}
   * @param c receives the product; shares no element with the others
   */
  void multiply(Matrix start, Matrix s, Matrix b, Matrix c);

  /**
   * Computes the same with B in panels of {@link #panelWidth} columns, which suits a B that is used
   * several times.
   */
  default void multiply(Matrix start, Matrix s, Panels b, Matrix c) {
    multiply(start, s, b.asMatrix(), c);
  }

  /**
   * Columns of a panel of B. By default all of them are one panel, with rows an odd number of lines
   * of the cache apart: rows a power of two apart would evict each other.
   *
   * @param columns those of B
   */
  default int panelWidth(int columns) {
    int line = 16; // floats
    return line * ((columns + line - 1) / line | 1);
  }

  /** Computes until the JIT has compiled the loops, if they are slow before. */
  default void compile() {}
}
