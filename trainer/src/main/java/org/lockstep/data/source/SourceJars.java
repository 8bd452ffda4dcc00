package org.lockstep.data.source;

import java.util.Map;
import java.util.Optional;

/** The packages of the data sources that Spark does not ship, for each version of Spark. */
final class SourceJars {
  private static final String DELTA_SESSION =
      ", and set spark.sql.extensions = io.delta.sql.DeltaSparkSessionExtension and"
          + " spark.sql.catalog.spark_catalog = org.apache.spark.sql.delta.catalog.DeltaCatalog";

  private static final Map<String, String> DELTA =
      Map.of(
          "4.0", "io.delta:delta-spark_2.13:4.0.0",
          "4.1", "io.delta:delta-spark_4.1_2.13:4.4.0",
          "4.2", "io.delta:delta-spark_4.2_2.13:4.4.0");

  private static final Map<String, String> ICEBERG =
      Map.of(
          "4.0", "org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.10.0",
          "4.1", "org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0");

  private SourceJars() {}

  /**
   * What to do for a format whose data source is not on the class path.
   *
   * @param spark the version of Spark, such as {@code 4.2.0}
   * @return empty for a format that is not known
   */
  static Optional<String> advice(String format, String spark) {
    String line = spark.replaceFirst("^(\\d+\\.\\d+).*", "$1");
    return switch (format) {
      case "avro" -> Optional.of(add("org.apache.spark:spark-avro_2.13:" + spark));
      case "delta" -> Optional.of(of(DELTA, "Delta", line) + DELTA_SESSION);
      case "iceberg" -> Optional.of(of(ICEBERG, "Iceberg", line));
      default -> Optional.empty();
    };
  }

  private static String of(Map<String, String> packages, String name, String line) {
    String known = packages.get(line);
    return known != null
        ? add(known)
        : "Lockstep knows no package of %s for Spark %s: use Spark %s, or add a newer one"
            .formatted(name, line, packages.keySet().stream().sorted().toList().get(1));
  }

  private static String add(String of) {
    return "add %s by --packages of spark-submit, or its jars by LOCKSTEP_CLASSPATH".formatted(of);
  }
}
