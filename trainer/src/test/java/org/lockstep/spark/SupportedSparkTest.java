package org.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SupportedSparkTest {
  @ParameterizedTest
  @ValueSource(strings = {"4.0.1", "4.1.0", "4.2.0", "4.3.0-SNAPSHOT", "5.0.0"})
  void sparkFourAndNewerOnesAreTried(String version) {
    assertThat(SupportedSpark.fault(version, "2.13.17")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3.5.6, 2.13.8", "3.5.6, 2.12.18", "4.0.1, 3.3.1"})
  void anotherVersionIsRefusedByOneLineThatNamesTheSupportedOnes(String spark, String scala) {
    assertThat(SupportedSpark.fault(spark, scala).orElseThrow())
        .hasMessage(
            "this is Spark %s with Scala %s, on which Lockstep does not run (the Spark that"
                    .formatted(spark, scala)
                + " spark-submit or SPARK_HOME belongs to); use Spark 4.0, 4.1 or 4.2 with Scala"
                + " 2.13");
  }

  @Test
  void theSparkOfTheseTestsIsSupported() {
    SupportedSpark.require();
    assertThat(SupportedSpark.version()).startsWith("4.");
  }
}
