package org.lockstep.training.exchange;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.Blas;

/**
 * Carries the resident exchange over Spark's own RPC, under its authentication and encryption; no
 * port is opened.
 *
 * <p>The command line loads it; a session of one's own needs {@code
 * spark.plugins=org.lockstep.training.exchange.LockstepPlugin} and Lockstep's jar in {@code
 * spark.jars}.
 */
public final class LockstepPlugin implements SparkPlugin {
  private static volatile @Nullable PluginContext executor;
  private static volatile boolean loadedOnDriver;

  /** Whether the driver of this JVM has loaded it. */
  static boolean isLoaded() {
    return loadedOnDriver;
  }

  /** Sends a message to the driver, from an executor, and waits for the reply. */
  static byte[] ask(byte[] message) {
    PluginContext context = executor;
    if (context == null) {
      throw new IllegalStateException("this executor has not loaded LockstepPlugin");
    }
    try {
      return (byte[]) context.ask(message);
    } catch (Exception e) { // whatever it is: the driver cannot be reached
      throw new IllegalStateException("the driver does not answer", e);
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
        loadedOnDriver = true;
        return Map.of();
      }

      @Override
      public Object receive(Object message) {
        return ResidentHub.reply((byte[]) message);
      }

      @Override
      public void shutdown() {
        loadedOnDriver = false;
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        executor = context;
        // The native library takes a second or two to load: now, while Spark starts
        Thread loader = new Thread(Blas::load, "lockstep-blas-loader");
        loader.setDaemon(true);
        loader.start();
      }
    };
  }
}
