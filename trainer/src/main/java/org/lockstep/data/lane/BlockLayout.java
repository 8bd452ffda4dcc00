package org.lockstep.data.lane;

import java.io.Serializable;

/**
 * How a lane is cut into blocks, and how many of them make a window: what is read from disk in one
 * go, and what an epoch's order mixes.
 *
 * <p>It is part of the order of examples, so it follows from the size of an example and the number
 * of lanes alone. The windows of all lanes together take 128 MiB, wherever the lanes are.
 *
 * @param examplesPerBlock examples of a block; 1 or more
 * @param windowBlocks blocks whose examples are shuffled among each other; 1 or more
 */
record BlockLayout(int examplesPerBlock, int windowBlocks) implements Serializable {
  private static final long WINDOWS_BYTES = 128L << 20;

  /**
   * With the head of an array still below 512 KiB: above half a region the JVM's G1 gives an array
   * regions of its own, and half of the memory is lost.
   */
  private static final long BLOCK_BYTES = (512L << 10) - 64;

  private static final int WINDOW_BLOCKS = 16;

  /** The layout of lanes of that many floats an example. */
  static BlockLayout of(int stride, int lanes) {
    long window = WINDOWS_BYTES / lanes;
    long block = Math.min(BLOCK_BYTES, window);
    return new BlockLayout(
        (int) Math.max(1, block / ((long) stride * Float.BYTES)),
        (int) Math.min(WINDOW_BLOCKS, window / block));
  }

  /** Blocks of a lane of {@code size} examples. */
  int blocks(int size) {
    return (int) (((long) size + examplesPerBlock - 1) / examplesPerBlock);
  }

  /** Examples of block {@code b} of a lane of {@code size} examples. */
  int blockSize(int b, int size) {
    return Math.min(examplesPerBlock, size - b * examplesPerBlock);
  }
}
