package org.lockstep.support;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** The tasks of a resident stage inside this JVM. */
public final class ResidentTasks {
  private ResidentTasks() {}

  /**
   * A real failure: interrupts the thread of a waiting task, which ends with an exception.
   *
   * <p>Returns when Spark has reported the failure. Before, the task might still take the next
   * command; reports of earlier tasks may arrive late.
   */
  public static void interruptOne() {
    SparkContext spark = SharedSpark.session().sparkContext();
    CountDownLatch failed = new CountDownLatch(1);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            if (!task.taskInfo().successful()) {
              failed.countDown();
            }
          }
        };
    spark.addSparkListener(listener);
    try {
      waitingThread().interrupt();
      failed.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      spark.removeSparkListener(listener);
    }
  }

  private static Thread waitingThread() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            thread ->
                List.of(thread.getValue()).stream()
                    .anyMatch(frame -> frame.getMethodName().equals("awaitNext")))
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
