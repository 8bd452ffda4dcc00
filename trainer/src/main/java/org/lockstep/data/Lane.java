package org.lockstep.data;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;

/**
 * One virtual worker's examples: blocks of floats, each example contiguous (its features, then its
 * class index or its targets), in the order of the table's content.
 *
 * <p>Thread-safe: nothing that can be seen changes.
 */
public final class Lane implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Floats of a block, 1 MiB. It is part of the order of examples, so it never changes. */
  private static final int BLOCK_FLOATS = 1 << 18;

  /** Blocks whose examples are shuffled among each other, for the same reason a constant. */
  private static final int WINDOW_BLOCKS = 16;

  private final int index;
  private final int size;
  private final int stride;
  private final float[][] blocks;
  private transient volatile @Nullable Order lastOrder;

  private static final class Order {
    final long seed;
    final int epoch;
    final int[] examples;

    Order(long seed, int epoch, int[] examples) {
      this.seed = seed;
      this.epoch = epoch;
      this.examples = examples;
    }
  }

  /**
   * Creates an empty lane, to be filled by {@link #put}.
   *
   * @param index its number, from 0
   * @param size its number of examples; 0 or more
   * @param stride floats of an example
   */
  Lane(int index, int size, int stride) {
    this.index = index;
    this.size = size;
    this.stride = stride;
    int perBlock = examplesPerBlock();
    blocks = new float[(size + perBlock - 1) / perBlock][];
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] = new float[Math.min(perBlock, size - b * perBlock) * stride];
    }
  }

  private int examplesPerBlock() {
    return Math.max(1, BLOCK_FLOATS / stride);
  }

  /** Writes example {@code i}. */
  void put(int i, float[] rows, int from) {
    System.arraycopy(rows, from, block(i), offset(i), stride);
  }

  /** Its number among the lanes, from 0. */
  public int index() {
    return index;
  }

  /** Its number of examples. */
  public int size() {
    return size;
  }

  /** The block that holds example {@code i}. */
  public float[] block(int i) {
    return blocks[i / examplesPerBlock()];
  }

  /** Where example {@code i} begins in its block. */
  public int offset(int i) {
    return i % examplesPerBlock() * stride;
  }

  /** The sum of its examples' hashes: of all lanes together, a fingerprint of the data. */
  long fingerprint(long seed) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += RowHash.of(block(i), offset(i), stride, seed);
    }
    return sum;
  }

  /**
   * The order in which an epoch visits the examples: a pure function of (seed, epoch, lane).
   *
   * <p>Blocks are shuffled first, then examples within each window of 16 blocks: an epoch goes
   * through the blocks window by window, so that it reads each of them once, wherever it lies.
   *
   * @return the examples' numbers; not to be written
   */
  public int[] order(long seed, int epoch) {
    Order order = lastOrder;
    if (order == null || order.seed != seed || order.epoch != epoch) {
      order = new Order(seed, epoch, shuffled(seed, epoch));
      lastOrder = order;
    }
    return order.examples;
  }

  private int[] shuffled(long seed, int epoch) {
    int[] blockOrder = new int[blocks.length];
    for (int b = 0; b < blocks.length; b++) {
      blockOrder[b] = b;
    }
    CounterRandom.of(seed, Purpose.BLOCK_ORDER, epoch, index).shuffle(blockOrder, 0, blocks.length);
    int[] examples = new int[size];
    int filled = 0;
    for (int window = 0; window * WINDOW_BLOCKS < blocks.length; window++) {
      int windowStart = filled;
      int end = Math.min(blocks.length, (window + 1) * WINDOW_BLOCKS);
      for (int b = window * WINDOW_BLOCKS; b < end; b++) {
        int first = blockOrder[b] * examplesPerBlock();
        int count = blocks[blockOrder[b]].length / stride;
        for (int i = 0; i < count; i++) {
          examples[filled++] = first + i;
        }
      }
      CounterRandom.of(seed, Purpose.EXAMPLE_ORDER, epoch, index, window)
          .shuffle(examples, windowStart, filled);
    }
    return examples;
  }
}
