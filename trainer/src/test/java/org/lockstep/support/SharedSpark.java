package org.lockstep.support;

import org.apache.spark.sql.SparkSession;
import org.lockstep.training.exchange.LockstepPlugin;

/** One local Spark session for all tests of a JVM; Spark ends it with the JVM. */
public final class SharedSpark {
  private static final String SINKS = "org.apache.spark.metrics.sink.";

  private static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2, 4]") // two slots; a task may fail three times, as on a cluster
          .appName("lockstep-test")
          .config("spark.scheduler.mode", "FAIR") // as before in the default pool
          .config("spark.ui.port", 0)
          .config("spark.plugins", LockstepPlugin.class.getName())
          .config("spark.metrics.conf.driver.sink.jmx.class", SINKS + "JmxSink")
          .config(
              "spark.metrics.conf.driver.sink.prometheusServlet.class", SINKS + "PrometheusServlet")
          .config("spark.metrics.conf.driver.sink.prometheusServlet.path", "/metrics/prometheus")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.sql.shuffle.partitions", 4)
          .config(
              "spark.sql.warehouse.dir",
              System.getProperty("java.io.tmpdir") + "/lockstep-warehouse")
          .getOrCreate();

  private SharedSpark() {}

  /** The session. */
  public static SparkSession session() {
    return SESSION;
  }

  /** A page of its UI, such as {@code /jobs/}, fetched over HTTP. */
  public static String page(String path) {
    return Http.get(SESSION.sparkContext().uiWebUrl().get() + path);
  }
}
