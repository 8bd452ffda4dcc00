package org.lockstep.training.exchange;

import org.apache.spark.SparkContext;

/** Counts task slots. */
final class Slots {
  private Slots() {}

  /** Slots of all present executors, free or not: the tasks that can run at a time. */
  static int of(SparkContext spark) {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }
}
