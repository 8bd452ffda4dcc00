package org.lockstep.data.table;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.lockstep.Secrets;

/** The descriptions of Lockstep's jobs in Spark's UI. */
public final class JobDescription {
  /** Spark's own name of the property, which it keeps to itself. */
  private static final String KEY = "spark.job.description";

  private JobDescription() {}

  /**
   * Sets the description of all jobs that the calling thread starts, without secrets. Call it only
   * on a dedicated thread.
   */
  public static void put(SparkContext spark, String description) {
    spark.setJobDescription("Lockstep: " + Secrets.hiddenIn(description));
  }

  /**
   * Runs work with a description for the jobs of this thread and of threads that it starts. The
   * former description is restored afterwards.
   *
   * @param description such as {@code dealing lanes}
   */
  public static <T> T during(SparkContext spark, String description, Supplier<T> work) {
    String before = spark.getLocalProperty(KEY);
    put(spark, description);
    try {
      return work.get();
    } finally {
      spark.setLocalProperty(KEY, before);
    }
  }
}
