package org.lockstep.ml.data;

import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Makes the session of a DataFrame the active one of the calling thread, which may have none, or
 * another.
 */
public final class ActiveSession {
  private ActiveSession() {}

  /** Does something with a DataFrame for which Spark looks up the thread's session. */
  public static <T> T of(Dataset<?> dataset, Supplier<T> work) {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(dataset.sparkSession());
    try {
      return work.get();
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }
}
