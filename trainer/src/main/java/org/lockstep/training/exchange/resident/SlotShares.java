package org.lockstep.training.exchange.resident;

import java.util.Map;
import java.util.WeakHashMap;
import org.apache.spark.SparkContext;
import org.lockstep.spark.TaskSlots;

/**
 * Shares the task slots of an application among the resident stages of several runs. Two stages
 * that each had some of their tasks running, and no slot for the others, would wait for one
 * another.
 */
public final class SlotShares {
  private static final Map<SparkContext, Integer> TAKEN = new WeakHashMap<>();

  private SlotShares() {}

  /** Takes slots for a stage; false if there are not as many that no other stage has. */
  public static boolean take(SparkContext spark, int count) {
    int slots = TaskSlots.of(spark).orElse(0);
    synchronized (TAKEN) {
      int all = TAKEN.getOrDefault(spark, 0) + count;
      if (all > slots) {
        return false;
      }
      TAKEN.put(spark, all);
      return true;
    }
  }

  /** Gives slots back that were taken. */
  public static void giveBack(SparkContext spark, int count) {
    synchronized (TAKEN) {
      TAKEN.merge(spark, -count, Integer::sum);
    }
  }
}
