package org.lockstep.network;

/**
 * The keyed random generator of the whole project: each draw is a pure function of (seed, purpose,
 * place), so that nothing depends on the order of threads or tasks.
 *
 * <p>The function is the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014), applied once for each word of the key.
 */
public final class CounterRandom {
  /** The purposes of draws. Each has its own stream, by a number that never changes. */
  public enum Purpose {
    /** The initial weights, by layer and index. */
    WEIGHTS(1),
    /** The order of a lane's blocks, by epoch and lane. */
    BLOCK_ORDER(2),
    /** The order of examples within a window of blocks, by epoch, lane and window. */
    EXAMPLE_ORDER(3),
    /** Which units a visit of an example drops, by epoch, lane and example. */
    DROPOUT(4),
    /** The values that a search for better settings tries, by trial and setting. */
    SEARCH(5),
    /** The permutations of a column, by column, repetition and lane. */
    PERMUTATION(6),
    /** Which rows of a table are those that a prediction is compared with, by the row's inputs. */
    BASELINE(8),
    /** The orders in which columns get a row's values, by pair of orders. */
    ATTRIBUTION(9),
    /** The first biases that depend on the data, by layer and unit. */
    BIASES(10),
    /** The initial parameters of the input stage, by block and index. */
    INPUT_STAGE(11),

    /** The initial weights from sparse inputs, by index. */
    SPARSE_WEIGHTS(12);

    private final long stream;

    Purpose(long stream) {
      this.stream = stream;
    }
  }

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long key;

  private CounterRandom(long key) {
    this.key = key;
  }

  /**
   * A stream of draws.
   *
   * @param seed the seed of the run
   * @param purpose what the draws are for
   * @param where such as a layer, or an epoch and a lane
   */
  public static CounterRandom of(long seed, Purpose purpose, long... where) {
    long key = mix(mix(seed) + purpose.stream);
    for (long word : where) {
      key = mix(key + word);
    }
    return new CounterRandom(key);
  }

  /** The draw at {@code index}, 64 random bits. */
  public long bits(long index) {
    return mix(key + index * GOLDEN_GAMMA);
  }

  /** The draw at {@code index}, uniform in [0, 1). */
  public double uniform(long index) {
    return (bits(index) >>> 11) * 0x1.0p-53;
  }

  /** Shuffles elements {@code from} to {@code to - 1}: Fisher and Yates, as in Knuth, 3.4.2 P. */
  public void shuffle(int[] elements, int from, int to) {
    for (int last = to - 1; last > from; last--) {
      // (32 random bits · bound) / 2^32: uniform in [0, bound) without a division
      int other = from + (int) (((bits(last) >>> 32) * (last - from + 1)) >>> 32);
      int moved = elements[last];
      elements[last] = elements[other];
      elements[other] = moved;
    }
  }

  private static long mix(long word) {
    long z = word + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
