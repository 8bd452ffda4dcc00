package org.lockstep.training.exchange.task;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingWindowReservoir;
import com.codahale.metrics.Timer;
import java.util.concurrent.TimeUnit;

/**
 * Counts what the tasks of this JVM compute, in Spark's metrics of the executor: the timer {@code
 * tasks.compute} of the arithmetic of each command, and the meter {@code tasks.lanes} of the lanes
 * computed; the counter {@code tasks.bytesSent} of what tasks send to those of other executors.
 * Without the plugin the counts are not reported.
 */
public final class TaskMetrics {
  private static final int WINDOW = 1024;

  private static volatile TaskMetrics current = new TaskMetrics(new MetricRegistry());

  private final Timer compute;
  private final Meter lanes;
  private final Counter bytesSent;

  private TaskMetrics(MetricRegistry registry) {
    compute = registry.timer("tasks.compute", () -> new Timer(new SlidingWindowReservoir(WINDOW)));
    lanes = registry.meter("tasks.lanes");
    bytesSent = registry.counter("tasks.bytesSent");
  }

  /** Reports to that registry from now on. */
  public static void reportTo(MetricRegistry registry) {
    current = new TaskMetrics(registry);
  }

  /** Releases the registry, which refers to all of a session. */
  public static void stopReporting() {
    reportTo(new MetricRegistry());
  }

  /** Counts one command of a task. */
  public static void computed(int laneCount, long nanos) {
    TaskMetrics metrics = current;
    metrics.compute.update(nanos, TimeUnit.NANOSECONDS);
    metrics.lanes.mark(laneCount);
  }

  /** Counts what is sent to a task of another executor. */
  public static void sent(int bytes) {
    current.bytesSent.inc(bytes);
  }
}
