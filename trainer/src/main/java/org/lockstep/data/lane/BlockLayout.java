package org.lockstep.data.lane;

import java.io.Serializable;

/**
 * How a lane is divided into blocks, and how many of them make a window: a block is read from disk
 * at once, and an epoch shuffles examples within a window.
 *
 * <p>The layout changes the order of examples, so it depends only on the size of an example and the
 * number of lanes. The windows of all lanes together take 128 MiB.
 *
 * @param examplesPerBlock examples of a block; 1 or more
 * @param windowBlocks blocks whose examples are shuffled among each other; 1 or more
 */
record BlockLayout(int examplesPerBlock, int windowBlocks) implements Serializable {
  private static final long WINDOWS_BYTES = 128L << 20;

  /**
   * An array of this size with its header is below 512 KiB: G1 gives an array above half a region
   * regions of its own, and half of the memory is lost.
   */
  private static final long BLOCK_BYTES = (512L << 10) - 64;

  private static final int WINDOW_BLOCKS = 16;

  /** The layout for a number of lanes, and of floats that an example usually has. */
  static BlockLayout of(int stride, int lanes) {
    long window = WINDOWS_BYTES / lanes;
    long block = Math.min(BLOCK_BYTES, window);
    return new BlockLayout(
        (int) Math.max(1, block / ((long) stride * Float.BYTES)),
        (int) Math.min(WINDOW_BLOCKS, window / block));
  }

  /** The number of blocks of a lane of {@code size} examples. */
  int blocks(int size) {
    return (int) (((long) size + examplesPerBlock - 1) / examplesPerBlock);
  }

  /** The number of examples of block {@code b} of a lane of {@code size} examples. */
  int blockSize(int b, int size) {
    return Math.min(examplesPerBlock, size - b * examplesPerBlock);
  }
}
