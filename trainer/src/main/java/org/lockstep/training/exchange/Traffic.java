package org.lockstep.training.exchange;

import java.util.Arrays;
import org.apache.spark.SparkContext;
import org.lockstep.data.lane.LaneRanges;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.spark.ExecutorList;
import org.lockstep.training.exchange.resident.Wire;

/**
 * Bytes that an iteration moves between the driver and the executors and among the executors, as
 * Lockstep encodes them, without the headers of Spark and of the network.
 *
 * @param executors that take part, besides the driver's JVM
 * @param parameterBytes θ, once an executor; the job exchange's broadcast may pass some of it from
 *     executor to executor
 * @param gradientBytes sums of the largest subtrees whose lanes are all on one executor, or in one
 *     task of the job exchange; totals of the sharded one
 * @param peerBytes what executors send to each other, with the sharded exchange
 */
public record Traffic(int executors, long parameterBytes, long gradientBytes, long peerBytes) {
  /** In one JVM arrays are passed by reference. */
  public static final Traffic NONE = new Traffic(0, 0, 0);

  private static final int HUB_ID_LENGTH = 36;
  private static final int EXECUTOR_ID_LENGTH = 1;

  /** Between the driver and the executors alone. */
  public Traffic(int executors, long parameterBytes, long gradientBytes) {
    this(executors, parameterBytes, gradientBytes, 0);
  }

  /** Computes the traffic of a run. */
  public static Traffic of(
      SparkContext spark, ExchangeKind kind, int parameterCount, LaneRanges ranges) {
    return spark.isLocal()
        ? NONE
        : of(kind, parameterCount, ranges, Math.max(1, ExecutorList.of(spark).size()));
  }

  /**
   * Computes the traffic of a run in other JVMs.
   *
   * @param executors of the cluster, which take part in jobs
   */
  public static Traffic of(
      ExchangeKind kind, int parameterCount, LaneRanges ranges, int executors) {
    return switch (kind) {
      case JOB -> byJobs(parameterCount, ranges, executors);
      case SHARDED -> byRanges(parameterCount, ranges);
      case RESIDENT, AUTO -> byMessages(parameterCount, ranges);
    };
  }

  /** The sharded exchange: a range of the total from each executor; commands have no vector. */
  static Traffic byRanges(int parameterCount, LaneRanges ranges) {
    int executors = ranges.partitionsByExecutor().length;
    return new Traffic(
        executors,
        executors * Wire.stepBytes(),
        executors * (message(1) + message(0)) + (long) parameterCount * Float.BYTES,
        betweenExecutors(parameterCount, ranges));
  }

  /** A message with a total, or one that asks for the next command, without its parameters. */
  private static long message(int totals) {
    return Wire.gradientsBytes(HUB_ID_LENGTH + EXECUTOR_ID_LENGTH, totals, totals, 0);
  }

  /**
   * Bytes that the executors of the sharded exchange send to one another in an iteration, all of
   * them together: (N - 1)/N of θ for each subtree of an executor's lanes, and for its total. For N
   * executors with a subtree each that is 2 (N - 1)/N of θ an executor.
   */
  private static long betweenExecutors(int parameterCount, LaneRanges ranges) {
    int[] subtrees = ranges.subtreesByExecutor();
    long executors = subtrees.length;
    long ranged = Arrays.stream(subtrees).sum() + executors;
    return ranged * (executors - 1) * parameterCount * Float.BYTES / executors;
  }

  /** The messages of the resident exchange. */
  static Traffic byMessages(int parameterCount, LaneRanges ranges) {
    int[] partitions = ranges.partitionsByExecutor();
    int[] subtrees = ranges.subtreesByExecutor();
    long gradients = 0;
    for (int e = 0; e < partitions.length; e++) {
      gradients +=
          Wire.gradientsBytes(
              HUB_ID_LENGTH + EXECUTOR_ID_LENGTH, partitions[e], subtrees[e], parameterCount);
    }
    return new Traffic(
        partitions.length, partitions.length * Wire.gradientBytes(parameterCount), gradients);
  }

  /** The broadcasts and results of the job exchange. */
  static Traffic byJobs(int parameterCount, LaneRanges ranges, int executors) {
    long vector = (long) parameterCount * Float.BYTES;
    int receiving = Math.min(executors, ranges.partitions());
    int subtrees = Arrays.stream(ranges.subtreesByPartition()).sum();
    return new Traffic(receiving, receiving * vector, subtrees * vector);
  }

  /** Bytes between the driver and the executors, in both directions. */
  public long bytes() {
    return parameterBytes + gradientBytes;
  }
}
