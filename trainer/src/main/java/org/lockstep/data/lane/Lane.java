package org.lockstep.data.lane;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.table.RowHash;
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.encoding.row.RowShape;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;

/**
 * One virtual worker's examples: blocks of floats, each example contiguous (its features, with a
 * run of sparse numbers if it has any, then its class index or its targets, then its weight if it
 * has one), in the order of the table's content.
 *
 * <p>A lane holds the blocks of one window and fetches others when they are needed, from memory or
 * disk: an epoch in its {@link #order} fetches each block once. So a lane may be larger than
 * memory.
 *
 * <p>Thread-safe.
 */
@DefaultSerializer(JavaSerializer.class) // Kryo does not call readResolve
public final class Lane implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final int size;
  private final RowShape shape;
  private final BlockLayout layout;
  private final BlockSource source;

  private final transient AtomicReferenceArray<@Nullable Block> blocks;
  private final transient Queue<Integer> held;
  private transient volatile @Nullable WindowOrder lastOrder;

  /**
   * A block.
   *
   * @param examples one after the other
   * @param offsets where each begins, if they differ in length; else empty
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(float[] examples, int[] offsets) {
    private static final int[] REGULAR = {};

    static Block of(float[] examples, RowShape shape) {
      return new Block(examples, shape.isSparse() ? shape.offsets(examples) : REGULAR);
    }
  }

  /** The order in which an epoch visits the examples of one window. */
  private static final class WindowOrder {
    final long seed;
    final int epoch;
    final int first;
    final int[] examples;

    WindowOrder(long seed, int epoch, int first, int[] examples) {
      this.seed = seed;
      this.epoch = epoch;
      this.first = first;
      this.examples = examples;
    }
  }

  /**
   * Creates a lane.
   *
   * @param index its number, from 0
   * @param size its number of examples; 0 or more
   * @param shape of an example
   * @param source of its blocks
   */
  Lane(int index, int size, RowShape shape, BlockLayout layout, BlockSource source) {
    this.index = index;
    this.size = size;
    this.shape = shape;
    this.layout = layout;
    this.source = source;
    blocks = new AtomicReferenceArray<>(layout.blocks(size));
    held = new ArrayDeque<>();
  }

  private Object readResolve() {
    return new Lane(index, size, shape, layout, source); // creates the transient fields
  }

  /** A copy with all blocks in memory, which can be sent to the driver. */
  Lane inMemory() {
    float[][] all = new float[blocks.length()][];
    for (int b = 0; b < all.length; b++) {
      all[b] = fetched(b).examples();
    }
    return new Lane(index, size, shape, layout, (lane, b) -> all[b]);
  }

  /** Its number among the lanes, from 0. */
  public int index() {
    return index;
  }

  /** Its number of examples. */
  public int size() {
    return size;
  }

  /** The shape of an example. */
  public RowShape shape() {
    return shape;
  }

  /** The block that holds example {@code i}; to be called by the task's own thread. */
  public float[] block(int i) {
    return fetched(i / layout.examplesPerBlock()).examples();
  }

  /** Where example {@code i} begins in its block; to be called by the task's own thread. */
  public int offset(int i) {
    int place = i % layout.examplesPerBlock();
    return shape.isSparse()
        ? fetched(i / layout.examplesPerBlock()).offsets()[place]
        : place * shape.usual();
  }

  private Block fetched(int b) {
    Block block = blocks.get(b);
    return block == null ? fetch(b) : block;
  }

  /** Blocks are requested window by window, so the block fetched first is dropped first. */
  private synchronized Block fetch(int b) {
    Block block = blocks.get(b);
    if (block == null) {
      if (held.size() == layout.windowBlocks()) {
        blocks.set(held.remove(), null);
      }
      block = Block.of(source.block(index, b), shape);
      blocks.set(b, block);
      held.add(b);
    }
    return block;
  }

  private int length(int i) {
    return shape.length(block(i), offset(i));
  }

  /** The sum of the hashes of its examples; the sum over all lanes is a fingerprint of the data. */
  long fingerprint(long seed) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += RowHash.of(block(i), offset(i), length(i), seed);
    }
    return sum;
  }

  /**
   * A part of the order in which an epoch visits the examples: a pure function of (seed, epoch,
   * lane).
   *
   * <p>Blocks are shuffled first, then examples within each window of blocks: an epoch goes through
   * the blocks window by window.
   *
   * @param from the first position in that order, from 0
   * @param count the number of positions
   * @return the examples' numbers
   */
  public int[] order(long seed, int epoch, int from, int count) {
    int[] examples = new int[count];
    int filled = 0;
    while (filled < count) {
      WindowOrder window = window(seed, epoch, from + filled);
      int start = from + filled - window.first;
      int taken = Math.min(count - filled, window.examples.length - start);
      System.arraycopy(window.examples, start, examples, filled, taken);
      filled += taken;
    }
    return examples;
  }

  /** The first examples of the lane, at most {@code count}, one after the other. */
  public float[] front(int count) {
    return front(count, 0);
  }

  /** Like {@link #front(int)}, without their targets and weights. */
  public float[] frontInputs(int count) {
    return front(count, shape.tail());
  }

  private float[] front(int count, int leftOut) {
    RowBuffer rows = new RowBuffer(shape.usual());
    for (int i = 0; i < Math.min(count, size); i++) {
      int length = length(i) - leftOut;
      int at = rows.extend(length);
      System.arraycopy(block(i), offset(i), rows.floats(), at, length);
    }
    return rows.copy();
  }

  private WindowOrder window(long seed, int epoch, int place) {
    WindowOrder last = lastOrder;
    if (last == null
        || last.seed != seed
        || last.epoch != epoch
        || place < last.first
        || place >= last.first + last.examples.length) {
      last = shuffledWindow(seed, epoch, place);
      lastOrder = last;
    }
    return last;
  }

  /** The window that holds a place of the order. */
  private WindowOrder shuffledWindow(long seed, int epoch, int place) {
    int[] blockOrder = new int[blocks.length()];
    Arrays.setAll(blockOrder, b -> b);
    CounterRandom.of(seed, Purpose.BLOCK_ORDER, epoch, index)
        .shuffle(blockOrder, 0, blockOrder.length);
    int window = -1;
    int first = 0;
    int end = 0;
    while (end <= place) {
      window++;
      first = end;
      end += windowSize(blockOrder, window);
    }
    int[] examples = new int[end - first];
    int filled = 0;
    for (int w = window * layout.windowBlocks(); filled < examples.length; w++) {
      int example = blockOrder[w] * layout.examplesPerBlock();
      for (int i = 0; i < layout.blockSize(blockOrder[w], size); i++) {
        examples[filled++] = example + i;
      }
    }
    CounterRandom.of(seed, Purpose.EXAMPLE_ORDER, epoch, index, window)
        .shuffle(examples, 0, examples.length);
    return new WindowOrder(seed, epoch, first, examples);
  }

  private int windowSize(int[] blockOrder, int window) {
    int examples = 0;
    int firstBlock = window * layout.windowBlocks();
    int endBlock = Math.min(blockOrder.length, firstBlock + layout.windowBlocks());
    for (int w = firstBlock; w < endBlock; w++) {
      examples += layout.blockSize(blockOrder[w], size);
    }
    return examples;
  }
}
