package org.lockstep.spark;

import java.time.Duration;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** Counts task slots: each executor has its cores divided by {@code spark.task.cpus}. */
public final class TaskSlots {
  private static final String WAITING_TIME = "spark.scheduler.maxRegisteredResourcesWaitingTime";

  /** Executors that start together register within this time of each other. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final long POLL_MILLIS = 50;

  private TaskSlots() {}

  /**
   * Slots of all executors that have registered, free or not: the tasks that can run at a time.
   *
   * @return empty if this Spark does not count them in a way that is known
   */
  public static OptionalInt of(SparkContext spark) {
    try {
      return OptionalInt.of(
          spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile()));
    } catch (LinkageError e) {
      return OptionalInt.empty();
    }
  }

  /**
   * The slots once the executors have registered that the application has asked for. Spark itself
   * waits for {@code spark.scheduler.minRegisteredResourcesRatio} of them, which is 0 on a
   * standalone cluster. This waits for all, as long as one registers every other second, and no
   * longer than {@code spark.scheduler.maxRegisteredResourcesWaitingTime}.
   *
   * @return 1 or more
   */
  public static int settled(SparkContext spark) {
    SparkConf conf = spark.conf();
    OptionalInt slots = of(spark);
    if (slots.isEmpty()) {
      int cpus = conf.getInt("spark.task.cpus", 1);
      return Math.max(1, spark.defaultParallelism() / cpus);
    }
    int wanted = spark.isLocal() ? 0 : wanted(conf);
    int there = slots.getAsInt();
    long start = System.nanoTime();
    long longest = Duration.ofMillis(conf.getTimeAsMs(WAITING_TIME, "30s")).toNanos();
    long last = start;
    while (there < wanted
        && System.nanoTime() - last < PAUSE.toNanos()
        && System.nanoTime() - start < longest) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      int now = of(spark).orElse(there);
      if (now != there) {
        there = now;
        last = System.nanoTime();
      }
    }
    return Math.max(1, there);
  }

  /** The slots that an application asks for by its settings; 0 if these do not say. */
  static int wanted(SparkConf conf) {
    int cpus = conf.getInt("spark.task.cpus", 1);
    int cores = conf.getInt("spark.executor.cores", 1);
    if (conf.contains("spark.cores.max") && conf.contains("spark.executor.cores")) {
      return conf.getInt("spark.cores.max", 0) / cores * (cores / cpus);
    }
    if (conf.contains("spark.cores.max")) {
      return 0; // an executor has as many as its worker
    }
    return conf.getInt("spark.executor.instances", 0) * (cores / cpus);
  }
}
