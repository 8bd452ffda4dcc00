package org.lockstep.data.table;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.lockstep.Secrets;

/** What Spark's UI says of Lockstep's jobs and their stages. */
public final class JobDescription {
  /** Spark's own name of the property, which it keeps to itself. */
  private static final String KEY = "spark.job.description";

  private JobDescription() {}

  /**
   * Describes the jobs that this thread starts from now on, secrets left out; for a thread of one's
   * own.
   */
  public static void put(SparkContext spark, String description) {
    spark.setJobDescription("Lockstep: " + Secrets.hiddenIn(description));
  }

  /**
   * Does something whose jobs bear a description, those of this thread and of the threads that it
   * starts. What the caller had said of his jobs is there again afterwards.
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
