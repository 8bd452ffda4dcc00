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
   * A real failure: the thread of a task that waits is interrupted, and ends with an exception.
   *
   * <p>Comes back when Spark has told of it: the driver, which may do that task's work, could be
   * through with a short run before.
   */
  public static void interruptOne() {
    SparkContext spark = SharedSpark.session().sparkContext();
    CountDownLatch ended = new CountDownLatch(1);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            ended.countDown();
          }
        };
    spark.addSparkListener(listener);
    try {
      waitingThread().interrupt();
      ended.await();
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
