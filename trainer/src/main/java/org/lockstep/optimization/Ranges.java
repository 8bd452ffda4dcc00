package org.lockstep.optimization;

/**
 * Who does element-wise work on a vector: one thread, or several that would wait otherwise, a range
 * each. Elements do not meet in such work, so the bits do not depend on the ranges.
 */
@FunctionalInterface
public interface Ranges {
  /** The caller alone. */
  Ranges WHOLE = (length, work) -> work.on(0, length);

  /** Work on the elements from {@code from} to {@code to - 1}; called by several threads. */
  @FunctionalInterface
  interface Work {
    /** Does it. */
    void on(int from, int to);
  }

  /**
   * Cuts a vector into ranges, and has the work done on all of them before it returns.
   *
   * @param length of the vector
   */
  void over(int length, Work work);
}
