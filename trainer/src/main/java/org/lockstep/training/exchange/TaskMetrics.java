package org.lockstep.training.exchange;

import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingWindowReservoir;
import com.codahale.metrics.Timer;
import java.util.concurrent.TimeUnit;

/**
 * What the tasks of this JVM compute, in Spark's metrics of the executor: the timer {@code
 * tasks.compute} of the arithmetic of each command, and the meter {@code tasks.lanes} of the lanes
 * that were computed. Where the plugin is not loaded they are counted for nobody.
 */
final class TaskMetrics {
  private static final int WINDOW = 1024;

  private static volatile TaskMetrics current = new TaskMetrics(new MetricRegistry());

  private final Timer compute;
  private final Meter lanes;

  private TaskMetrics(MetricRegistry registry) {
    compute = registry.timer("tasks.compute", () -> new Timer(new SlidingWindowReservoir(WINDOW)));
    lanes = registry.meter("tasks.lanes");
  }

  /** From now on they are reported there. */
  static void reportTo(MetricRegistry registry) {
    current = new TaskMetrics(registry);
  }

  /** Lets go of the registry, which knows all of a session. */
  static void reportToNobody() {
    reportTo(new MetricRegistry());
  }

  /** Counts what a task has computed for one command. */
  static void computed(int laneCount, long nanos) {
    TaskMetrics metrics = current;
    metrics.compute.update(nanos, TimeUnit.NANOSECONDS);
    metrics.lanes.mark(laneCount);
  }
}
