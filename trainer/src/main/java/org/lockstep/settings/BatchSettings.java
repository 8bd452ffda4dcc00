package org.lockstep.settings;

import java.util.OptionalInt;

/**
 * The mini-batches: their size, how often the examples are passed over, in which order, and into
 * how many lanes each is divided.
 *
 * @param size examples of a mini-batch, over the whole cluster; 1 or more; not used by an optimizer
 *     that needs all examples
 * @param epochs passes over the examples; 1 or more
 * @param lanes virtual workers; empty for {@link #lanesFor}, or 64 where a batch is all examples
 * @param seed of every random draw
 */
public record BatchSettings(int size, int epochs, OptionalInt lanes, long seed) {
  private static final int SMALL_SHARE = 64;
  private static final int LARGE_SHARE = 256;
  private static final int MANY_LANES = 8;
  private static final int FULL_BATCH_LANES = 64;

  /** More lanes than this are taken for a typing error. */
  static final int MOST_LANES = 65536;

  /**
   * Checks the settings.
   *
   * @throws org.lockstep.OutOfBoundsException if one is outside its bounds
   */
  public BatchSettings {
    TrainingKeys.BATCH_SIZE.check(size);
    TrainingKeys.EPOCHS.check(epochs);
    TrainingKeys.LANES.check(lanes);
  }

  /** The same with mini-batches of another size. */
  public BatchSettings withSize(int other) {
    return new BatchSettings(other, epochs, lanes, seed);
  }

  /** The same with another number of epochs. */
  public BatchSettings withEpochs(int other) {
    return new BatchSettings(size, other, lanes, seed);
  }

  /** The same with another number of lanes. */
  public BatchSettings withLanes(int other) {
    return new BatchSettings(size, epochs, OptionalInt.of(other), seed);
  }

  /** The same with another seed. */
  public BatchSettings withSeed(long other) {
    return new BatchSettings(size, epochs, lanes, other);
  }

  /**
   * The number of lanes, as set or by the rule.
   *
   * @param fullBatch whether every batch is all examples
   */
  int laneCount(boolean fullBatch) {
    return lanes.orElse(fullBatch ? FULL_BATCH_LANES : lanesFor(size));
  }

  /**
   * The rule for the number of lanes, a power of two: as many as leave a lane at most 64 examples
   * of a batch, but no more than 8 as long as that leaves it at most 256. Larger products take less
   * time an example; more lanes may be carried by more executors. It depends on the batch size
   * alone, not on the cluster.
   */
  public static int lanesFor(int batchSize) {
    int lanes = 1;
    while ((long) lanes * (lanes < MANY_LANES ? SMALL_SHARE : LARGE_SHARE) < batchSize
        && lanes < MOST_LANES) {
      lanes *= 2;
    }
    return lanes;
  }
}
