package org.lockstep.spark;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** The executors of an application, as Spark reports them to its listeners. Thread-safe. */
public final class ExecutorList {
  private static final Map<SparkContext, ExecutorList> FOLLOWED =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Map<String, Executor> executors = new ConcurrentHashMap<>();

  private ExecutorList() {}

  /**
   * An executor in a JVM of its own.
   *
   * @param slots tasks that can run on it at a time
   */
  public record Executor(String id, String host, int slots) {
    /** Such as {@code executor 2 on host-b}. */
    public String name() {
      return "executor %s on %s".formatted(id, host);
    }

    private int number() {
      return id.matches("\\d{1,9}") ? Integer.parseInt(id) : Integer.MAX_VALUE;
    }
  }

  /** Follows the executors of an application; to be called before the first of them registers. */
  public static void follow(SparkContext spark) {
    if (spark.isLocal()) {
      return;
    }
    ExecutorList list = new ExecutorList();
    int cpus = spark.conf().getInt("spark.task.cpus", 1);
    spark.addSparkListener(
        new SparkListener() {
          @Override
          public void onExecutorAdded(SparkListenerExecutorAdded added) {
            list.executors.put(
                added.executorId(),
                new Executor(
                    added.executorId(),
                    added.executorInfo().executorHost(),
                    added.executorInfo().totalCores() / cpus));
          }

          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            list.executors.remove(removed.executorId());
          }
        });
    FOLLOWED.put(spark, list);
  }

  /**
   * The executors that are there, those of a host side by side.
   *
   * @return empty if the driver's JVM is the only one, or the application is not followed
   */
  public static List<Executor> of(SparkContext spark) {
    ExecutorList list = FOLLOWED.get(spark);
    return list == null
        ? List.of()
        : list.executors.values().stream()
            .sorted(
                Comparator.comparing(Executor::host)
                    .thenComparing(Executor::number)
                    .thenComparing(Executor::id))
            .toList();
  }

  /** The executor of that name. */
  public static Optional<Executor> find(SparkContext spark, String id) {
    ExecutorList list = FOLLOWED.get(spark);
    return Optional.ofNullable(list).map(followed -> followed.executors.get(id));
  }
}
