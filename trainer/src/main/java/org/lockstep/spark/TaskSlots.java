package org.lockstep.spark;

import java.util.OptionalInt;
import org.apache.spark.SparkContext;

/** Counts task slots. */
public final class TaskSlots {
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
}
