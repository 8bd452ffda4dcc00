package org.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.data.lane.TrainingDataCache;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;

/** Runs that share prepared data give the same models as runs that read the table. */
@Tag("spark")
class SharedDataTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path folder;
  private static Runs runs;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 250).write().parquet(table);
    runs = Runs.classification(table).withValidation(new Validation.Fraction(0.25));
  }

  private static RunSettings settings(Runs runs) {
    return runs.to(folder.resolve("model-" + System.nanoTime()).toString());
  }

  @Test
  void theDataArePreparedOnceAndTheBitsAreThoseOfEachRunAlone() {
    List<Runs> all =
        List.of(
            runs,
            runs.withBatchSize(20),
            runs.withExchange(ExchangeKind.JOB),
            runs.withBatchSize(1000));
    List<String> events = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void dataPrepared(long nanos) {
            assertThat(nanos).isPositive();
            events.add("prepared");
          }

          @Override
          public void started(TrainingPlan plan) {
            events.add("started");
          }
        };

    List<String> together = new ArrayList<>();
    try (TrainingDataCache cache = new TrainingDataCache(SPARK)) {
      for (Runs each : all) {
        Trainer trainer = new Trainer(SPARK, settings(each), cache, listener);
        together.add(trainer.train().model().digest());
      }
    }

    assertThat(events).containsExactly("prepared", "started", "started", "started", "started");
    assertThat(SPARK.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    assertThat(together)
        .isEqualTo(
            all.stream()
                .map(each -> new Trainer(SPARK, settings(each)).train().model().digest())
                .toList());
    assertThat(together).element(2).as("by the other exchange").isEqualTo(together.get(0));
    assertThat(together.stream().distinct()).as("batch sizes").hasSize(3);
  }
}
