package org.lockstep.data.lane;

import java.io.Serializable;

/**
 * Which examples belong to which mini-batch: a pure function of the number of examples, the batch
 * size and the number of lanes.
 *
 * <p>An epoch is a row of slots, one an example, dealt to the lanes in turn: slot s to lane s mod
 * S. A mini-batch is the next B slots. So lanes differ by at most one example, their shares of any
 * batch differ by at most one, an epoch visits every example once, and its last batch may be short.
 *
 * @param examples N, all of them; 1 or more
 * @param batchSize B, examples of a mini-batch; 1 to N
 * @param lanes S; 1 or more
 */
public record BatchPlan(long examples, int batchSize, int lanes) implements Serializable {
  /** A batch size that stands for all examples in one batch. */
  public static final int ALL = Integer.MAX_VALUE;

  /** Checks the bounds. */
  public BatchPlan {
    if (examples < 1 || batchSize < 1 || batchSize > examples || lanes < 1) {
      throw new IllegalArgumentException(
          "no plan for %d examples in batches of %d over %d lanes"
              .formatted(examples, batchSize, lanes));
    }
  }

  /** A plan whose batch size is limited to the number of examples. */
  public static BatchPlan upTo(int batchSize, long examples, int lanes) {
    return new BatchPlan(examples, (int) Math.min(batchSize, examples), lanes);
  }

  /** The number of mini-batches of an epoch. */
  public int iterationsPerEpoch() {
    return Math.toIntExact((examples + batchSize - 1) / batchSize);
  }

  /** The mini-batch of iteration {@code k}, counted from 0 over all epochs. */
  public Batch batch(long k) {
    int epoch = Math.toIntExact(k / iterationsPerEpoch());
    long from = k % iterationsPerEpoch() * batchSize;
    return new Batch(epoch, from, Math.min(from + batchSize, examples));
  }

  /**
   * The iteration of a mini-batch, counted from 0 over all epochs: the inverse of {@link #batch}.
   */
  public long iteration(Batch batch) {
    return (long) batch.epoch() * iterationsPerEpoch() + batch.from() / batchSize;
  }

  /** The number of examples of lane {@code lane}. */
  public int laneSize(int lane) {
    return Math.toIntExact(dealt(examples, lane));
  }

  /**
   * The rank of the first example of lane {@code lane}, as lanes are ranges of the global order;
   * the number of examples for the lane after the last one.
   */
  public long laneStart(int lane) {
    long larger = examples % lanes;
    return examples / lanes * lane + Math.min(lane, larger);
  }

  /** The number of examples of lane {@code lane} in the batches of the epoch before this one. */
  public int shareFrom(Batch batch, int lane) {
    return Math.toIntExact(dealt(batch.from(), lane));
  }

  /** The same with this batch included. */
  public int shareTo(Batch batch, int lane) {
    return Math.toIntExact(dealt(batch.to(), lane));
  }

  /** The largest share of a batch that any lane may have. */
  public int largestShare() {
    return (batchSize + lanes - 1) / lanes;
  }

  /** How many of the first {@code slots} slots fall to lane {@code lane}. */
  private long dealt(long slots, int lane) {
    return (slots + lanes - 1 - lane) / lanes;
  }

  /**
   * One mini-batch.
   *
   * @param epoch from 0
   * @param from its first slot of the epoch
   * @param to the slot after its last
   */
  public record Batch(int epoch, long from, long to) implements Serializable {
    /** m, its number of examples. */
    public int size() {
      return Math.toIntExact(to - from);
    }
  }
}
