package org.lockstep.optimization.vector;

/**
 * Runs a loop over the elements of vectors, possibly split across threads. The elements do not
 * depend on each other, so the result does not depend on the split.
 */
@FunctionalInterface
public interface ElementwiseExecutor {
  /** Runs the loop on the calling thread. */
  ElementwiseExecutor SINGLE_THREAD = (length, loop) -> loop.run(0, length);

  /** A loop over a range of elements; must be safe to call from several threads at a time. */
  @FunctionalInterface
  interface Loop {
    /** Runs the loop from element {@code from} to element {@code to - 1}. */
    void run(int from, int to);
  }

  /**
   * Runs a loop over all elements and returns when all are done.
   *
   * @param length number of elements
   */
  void execute(int length, Loop loop);
}
