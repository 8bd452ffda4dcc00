package org.lockstep.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lockstep.support.SharedSpark;

@Tag("spark")
class JobDescriptionTest {
  private static final SparkContext SPARK = SharedSpark.session().sparkContext();
  private static final String KEY = "spark.job.description";

  @Test
  void isSetDuringTheWorkAndThenTheCallersIsRestored() {
    SPARK.setJobDescription("nightly run");
    try {
      String during = JobDescription.during(SPARK, "work", () -> SPARK.getLocalProperty(KEY));

      assertThat(during).isEqualTo("Lockstep: work");
      assertThat(SPARK.getLocalProperty(KEY)).isEqualTo("nightly run");
    } finally {
      SPARK.setJobDescription(null);
    }
  }

  @Test
  void isRemovedAfterWorkThatFails() {
    assertThatThrownBy(
            () ->
                JobDescription.during(
                    SPARK,
                    "work",
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");

    assertThat(SPARK.getLocalProperty(KEY)).isNull();
  }
}
