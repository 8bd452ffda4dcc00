package org.lockstep.training.exchange;

import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.Kernel;
import org.lockstep.spark.ExecutorList;
import org.lockstep.training.exchange.resident.HubEndpoint;
import org.lockstep.training.exchange.task.TaskMetrics;

/**
 * Sets up the RPC endpoint of the resident exchange on the driver and on every executor, and
 * registers Lockstep's metrics with Spark, as {@code
 * plugin.org.lockstep.training.exchange.LockstepPlugin}.
 *
 * <p>The command line loads it; your own session needs {@code
 * spark.plugins=org.lockstep.training.exchange.LockstepPlugin} and Lockstep's jar in {@code
 * spark.jars}.
 */
public final class LockstepPlugin implements SparkPlugin {
  private static volatile @Nullable MetricRegistry metrics;

  /** Whether the driver of this JVM has loaded it. */
  public static boolean isLoaded() {
    return metrics != null;
  }

  /**
   * The registry whose metrics Spark's sinks report as the driver's; empty if the driver of this
   * JVM has not loaded the plugin.
   */
  public static Optional<MetricRegistry> metrics() {
    return Optional.ofNullable(metrics);
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
        try {
          HubEndpoint.open(pluginContext.metricRegistry());
          LinkTrial.open();
        } catch (LinkageError e) {
          // HubEndpoint.fault says so to the runs, whose iterations go by jobs
        }
        ExecutorList.follow(context);
        metrics = pluginContext.metricRegistry();
        return Map.of();
      }

      @Override
      public void shutdown() {
        metrics = null;
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        TaskMetrics.reportTo(context.metricRegistry());
        if (!context.executorID().equals("driver")) {
          try {
            HubEndpoint.connect();
          } catch (LinkageError e) {
            // the driver has found the same
          }
        }
        // The native library takes a second or two to load: now, while Spark starts
        Kernel.ND4J.startPreparing();
      }

      @Override
      public void shutdown() {
        TaskMetrics.stopReporting();
      }
    };
  }
}
