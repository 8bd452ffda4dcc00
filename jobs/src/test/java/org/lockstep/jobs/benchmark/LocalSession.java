package org.lockstep.jobs.benchmark;

import org.apache.spark.sql.SparkSession;

/** A Spark session of two threads in this JVM, without its pages. */
final class LocalSession {
  private LocalSession() {}

  /** Opens it. */
  static SparkSession open() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate();
  }
}
