package org.lockstep.support;

import java.util.List;
import org.apache.spark.SparkStatusTracker;

/** The tasks of a resident stage inside this JVM. */
public final class ResidentTasks {
  private ResidentTasks() {}

  /**
   * A real failure: the thread of a task that waits is interrupted, and ends with an exception.
   * Comes back when Spark has given up its job: the driver, which may do that task's work, could be
   * through with a short run before it hears of it.
   */
  public static void interruptOne() {
    Thread.getAllStackTraces().entrySet().stream()
        .filter(
            thread ->
                List.of(thread.getValue()).stream()
                    .anyMatch(frame -> frame.getMethodName().equals("awaitNext")))
        .findFirst()
        .orElseThrow()
        .getKey()
        .interrupt();
    SparkStatusTracker tracker = SharedSpark.session().sparkContext().statusTracker();
    while (tracker.getActiveJobIds().length > 0) {
      Thread.onSpinWait();
    }
  }
}
