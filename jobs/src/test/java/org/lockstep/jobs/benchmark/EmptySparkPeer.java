package org.lockstep.jobs.benchmark;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** The least that a Spark program does: a session, and one Parquet file read. */
public final class EmptySparkPeer {
  private EmptySparkPeer() {}

  /**
   * Reads.
   *
   * @param args the file
   */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      System.out.println("read " + spark.read().parquet(args[0]).collectAsList().size());
    }
  }
}
