package org.lockstep.support;

import org.apache.spark.sql.SparkSession;

/** One local Spark session for all tests of a JVM; Spark ends it with the JVM. */
public final class SharedSpark {
  private static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2, 4]") // two slots; a task may fail three times, as on a cluster
          .appName("lockstep-test")
          .config("spark.ui.enabled", false)
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
}
