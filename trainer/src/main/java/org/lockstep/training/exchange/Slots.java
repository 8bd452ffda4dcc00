package org.lockstep.training.exchange;

import org.apache.spark.SparkContext;

/** How many tasks can run at the same time. */
final class Slots {
  private Slots() {}

  /** The slots of the executors that are there now, taken or not. */
  static int of(SparkContext spark) {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }
}
