package org.lockstep.training.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.lane.LaneRanges;
import org.lockstep.optimization.optimizer.FirstOrder;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.spark.ExecutorList;
import org.lockstep.spark.PeerRpc;
import org.lockstep.spark.SupportedSpark;
import org.lockstep.spark.TaskSlots;
import org.lockstep.training.exchange.resident.HubEndpoint;

/**
 * The exchange that a run uses.
 *
 * @param kind resident, sharded or job
 * @param reason why, in a few words
 * @param warning of a Spark without what the resident exchange needs
 * @param estimates that it was chosen by, if several can run on a cluster and the settings leave
 *     the choice
 */
public record ExchangeChoice(
    ExchangeKind kind, String reason, Optional<String> warning, Optional<Estimates> estimates) {
  /** Floats of an executor's message; an array of bytes holds them with their headers. */
  private static final int MOST_FLOATS = 500_000_000;

  private static final String IN_ONE_JVM = "inside this JVM";
  private static final String BY_RPC = "by Spark's RPC";
  private static final String BY_PORTS = "by Spark's RPC and between executors";

  /** Without a warning or estimates. */
  public ExchangeChoice(ExchangeKind kind, String reason) {
    this(kind, reason, Optional.empty(), Optional.empty());
  }

  /**
   * Chooses the exchange. Left to choose, it takes the job exchange where the resident one cannot
   * run, the resident one in one JVM, and on a cluster the one whose messages are the cheapest by a
   * measurement. The choice decides no bit.
   *
   * @param optimizer of the run
   * @param ranges of the lanes, a Spark partition each
   * @param parameterCount floats of θ, and of each sum
   * @throws UserException if the settings demand the resident or the sharded exchange and it cannot
   *     run
   */
  public static ExchangeChoice of(
      ExchangeKind wanted,
      Optimizer optimizer,
      SparkContext spark,
      LaneRanges ranges,
      int parameterCount) {
    if (wanted == ExchangeKind.JOB) {
      return new ExchangeChoice(ExchangeKind.JOB, "as set");
    }
    Obstacle obstacle = obstacle(spark, ranges, parameterCount);
    if (obstacle == null && wanted == ExchangeKind.SHARDED) {
      obstacle = obstacleToSharding(spark, optimizer);
    }
    if (obstacle == null) {
      Optional<Estimates> estimates =
          wanted == ExchangeKind.AUTO && !spark.isLocal()
              ? estimates(optimizer, spark, ranges, parameterCount)
              : Optional.empty();
      ExchangeKind kind =
          wanted == ExchangeKind.AUTO
              ? estimates.map(all -> all.best().kind()).orElse(ExchangeKind.RESIDENT)
              : wanted;
      return new ExchangeChoice(kind, way(kind, spark), Optional.empty(), estimates);
    }
    if (wanted != ExchangeKind.AUTO) {
      throw new UserException(
          "the %s exchange cannot run: %s".formatted(wanted.settingsName(), obstacle.what()),
          "training.exchange",
          obstacle.fix() + ", or set training.exchange = auto");
    }
    return new ExchangeChoice(
        ExchangeKind.JOB, obstacle.what(), obstacle.warning(), Optional.empty());
  }

  private static String way(ExchangeKind kind, SparkContext spark) {
    return switch (kind) {
      case JOB -> "the cheapest here";
      case SHARDED -> spark.isLocal() ? IN_ONE_JVM : BY_PORTS;
      case RESIDENT, AUTO -> spark.isLocal() ? IN_ONE_JVM : BY_RPC;
    };
  }

  /** Of all exchanges that can run; empty if nothing could be measured. */
  private static Optional<Estimates> estimates(
      Optimizer optimizer, SparkContext spark, LaneRanges ranges, int parameterCount) {
    List<ExchangeKind> possible = new ArrayList<>(List.of(ExchangeKind.RESIDENT));
    if (obstacleToSharding(spark, optimizer) == null) {
      possible.add(ExchangeKind.SHARDED);
    }
    possible.add(ExchangeKind.JOB);
    return LinkTrial.of(spark, ranges.partitions())
        .map(
            costs ->
                Estimates.of(
                    costs,
                    possible,
                    kind -> Traffic.of(spark, kind, parameterCount, ranges),
                    MessageCosts.Hosts.of(ExecutorList.of(spark))));
  }

  private static @Nullable Obstacle obstacleToSharding(SparkContext spark, Optimizer optimizer) {
    if (!(optimizer instanceof FirstOrder)) {
      return new Obstacle(
          "%s computes several gradients a step".formatted(optimizer.settingsName()),
          "choose another training.optimizer");
    }
    if (spark.conf().getBoolean("spark.speculation", false)) {
      return new Obstacle(
          "spark.speculation may start a second task, which has no parameters",
          "set spark.speculation = false");
    }
    Optional<String> fault = spark.isLocal() ? Optional.empty() : PeerRpc.fault();
    if (fault.isPresent()) {
      return new Obstacle(
          "a port of Spark's network layer does not answer (%s)".formatted(fault.get()),
          "set training.exchange = resident");
    }
    return null;
  }

  private record Obstacle(String what, String fix, Optional<String> warning) {
    Obstacle(String what, String fix) {
      this(what, fix, Optional.empty());
    }

    /** What this Spark lacks; {@link SupportedSpark} names those that have it. */
    static Obstacle lacking(String what) {
      String missing =
          "Spark %s lacks what the resident exchange needs".formatted(SupportedSpark.version());
      return new Obstacle(
          missing,
          SupportedSpark.FIX,
          Optional.of(
              "%s (%s): each iteration is a job; %s".formatted(missing, what, SupportedSpark.FIX)));
    }
  }

  private static @Nullable Obstacle obstacle(
      SparkContext spark, LaneRanges ranges, int parameterCount) {
    if (spark.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return new Obstacle(
          "dynamic allocation may take its executors away",
          "set spark.dynamicAllocation.enabled = false");
    }
    if (spark.isLocal()
        && spark.conf().getBoolean("spark.executor.userClassPathFirst", false)
        && spark.jars().nonEmpty()) {
      return new Obstacle(
          "spark.executor.userClassPathFirst gives the tasks of this JVM classes of their own",
          "leave spark.executor.userClassPathFirst out where the master is local");
    }
    OptionalInt slots = TaskSlots.of(spark);
    if (slots.isEmpty()) {
      return Obstacle.lacking("a count of its task slots");
    }
    int partitions = ranges.partitions();
    if (slots.getAsInt() < partitions) {
      return new Obstacle(
          "%d partitions, but only %d slots".formatted(partitions, slots.getAsInt()),
          "set training.partitions to %d or less".formatted(slots.getAsInt()));
    }
    if (!spark.isLocal()) {
      if (!LockstepPlugin.isLoaded()) {
        return new Obstacle(
            "its plugin is not loaded", "set spark.plugins = " + LockstepPlugin.class.getName());
      }
      Optional<String> fault = HubEndpoint.fault();
      if (fault.isPresent()) {
        return Obstacle.lacking(fault.get());
      }
      int sums = Arrays.stream(ranges.subtreesByExecutor()).max().orElse(1);
      if ((long) sums * parameterCount > MOST_FLOATS) {
        return new Obstacle(
            "%d sums of %,d parameters are more than a message of 2 GB"
                .formatted(sums, parameterCount),
            "train a smaller network");
      }
    }
    return null;
  }
}
