package org.lockstep.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceJarsTest {
  @ParameterizedTest(name = "{0} on Spark {1}")
  @CsvSource({
    "delta, 4.0.1, add io.delta:delta-spark_2.13:4.0.0 by",
    "delta, 4.1.0, add io.delta:delta-spark_4.1_2.13:4.4.0 by",
    "delta, 4.2.0, add io.delta:delta-spark_4.2_2.13:4.4.0 by",
    "delta, 4.3.1, no package of Delta for Spark 4.3: use Spark 4.1",
    "iceberg, 4.0.1, add org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.10.0 by",
    "iceberg, 4.1.0, add org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0 by",
    "iceberg, 4.2.0, no package of Iceberg for Spark 4.2: use Spark 4.1",
    "avro, 4.2.0, add org.apache.spark:spark-avro_2.13:4.2.0 by"
  })
  void theLineNamesThePackageForThisSpark(String format, String spark, String line) {
    assertThat(SourceJars.advice(format, spark))
        .hasValueSatisfying(a -> assertThat(a).contains(line));
  }

  @Test
  void deltaNeedsSettingsOfTheSessionToo() {
    assertThat(SourceJars.advice("delta", "4.2.0").orElseThrow())
        .contains(
            "spark.sql.extensions = io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog = org.apache.spark.sql.delta.catalog.DeltaCatalog");
  }

  @Test
  void aFormatThatIsNotKnownHasNone() {
    assertThat(SourceJars.advice("cvs", "4.2.0")).isEmpty();
  }
}
