package org.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.support.SharedSpark;

@Tag("spark")
class TaskSlotsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "4 | 2 | - | 2 | 2",
        "4 | 2 | - | 1 | 4",
        "5 | 2 | - | 1 | 4",
        "4 | - | - | 1 | 0",
        "- | 4 | 3 | 2 | 6",
        "- | 3 | 2 | 2 | 2",
        "- | - | 5 | 1 | 5",
        "- | - | - | 1 | 0",
      })
  void theSlotsThatAreAskedForFollowFromCoresExecutorsAndCpusOfATask(
      String most, String cores, String instances, String cpus, int slots) {
    SparkConf conf = new SparkConf(false).set("spark.task.cpus", cpus);
    set(conf, "spark.cores.max", most);
    set(conf, "spark.executor.cores", cores);
    set(conf, "spark.executor.instances", instances);

    assertThat(TaskSlots.wanted(conf)).isEqualTo(slots);
  }

  private static void set(SparkConf conf, String key, String value) {
    if (value != null) {
      conf.set(key, value);
    }
  }

  @Test
  void aLocalSessionHasItsSlotsAtOnce() {
    SparkContext spark = SharedSpark.session().sparkContext();

    assertThat(TaskSlots.of(spark)).hasValue(spark.defaultParallelism());
    assertThat(TaskSlots.settled(spark)).isEqualTo(spark.defaultParallelism());
  }
}
