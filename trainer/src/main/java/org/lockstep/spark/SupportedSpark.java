package org.lockstep.spark;

import java.util.Optional;
import org.apache.spark.package$;
import org.lockstep.UserException;
import scala.util.Properties;

/** The versions of Spark, Scala and Java that Lockstep runs on. */
public final class SupportedSpark {
  /** What to do with another version. */
  public static final String FIX = "use Spark 4.0, 4.1 or 4.2 with Scala 2.13";

  private SupportedSpark() {}

  /** The version of the Spark that is there. */
  public static String version() {
    return package$.MODULE$.SPARK_VERSION();
  }

  /**
   * Requires a version of Spark that has what Lockstep is built on.
   *
   * @throws UserException if it is older than 4.0, or built for another Scala
   */
  public static void require() {
    fault(version(), Properties.versionNumberString())
        .ifPresent(
            fault -> {
              throw fault;
            });
  }

  /** The error of a version that is not supported; newer ones are tried. */
  static Optional<UserException> fault(String spark, String scala) {
    boolean isOld = spark.matches("[0-3]\\..*");
    return isOld || !scala.startsWith("2.13.")
        ? Optional.of(
            new UserException(
                "this is Spark %s with Scala %s, on which Lockstep does not run"
                    .formatted(spark, scala),
                "the Spark that spark-submit or SPARK_HOME belongs to",
                FIX))
        : Optional.empty();
  }
}
