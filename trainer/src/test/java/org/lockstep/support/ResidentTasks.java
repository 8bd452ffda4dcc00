package org.lockstep.support;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
   * command; reports of other tasks may arrive late.
   */
  public static void interruptOne() {
    SparkContext spark = SharedSpark.session().sparkContext();
    Thread waiting = waitingThread();
    long task = idOfTask(waiting);
    CountDownLatch failed = new CountDownLatch(1);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            if (end.taskInfo().taskId() == task) {
              failed.countDown();
            }
          }
        };
    spark.addSparkListener(listener);
    try {
      waiting.interrupt();
      failed.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      spark.removeSparkListener(listener);
    }
  }

  /** Spark names the thread of a task "... task 1.0 in stage 2.0 (TID 3)". */
  private static long idOfTask(Thread thread) {
    Matcher name = Pattern.compile("\\(TID (\\d+)\\)").matcher(thread.getName());
    if (!name.find()) {
      throw new IllegalStateException("no task is run by " + thread.getName());
    }
    return Long.parseLong(name.group(1));
  }

  /** That of the newest task: an earlier run's may not have ended yet. */
  private static Thread waitingThread() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            thread ->
                List.of(thread.getValue()).stream()
                    .anyMatch(frame -> frame.getMethodName().equals("awaitNext")))
        .map(Map.Entry::getKey)
        .max(Comparator.comparingLong(ResidentTasks::idOfTask))
        .orElseThrow();
  }
}
