package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/** The first promise: the bits of a model depend on its settings and its data, on nothing else. */
@Tag("spark")
class LockstepTest {
  private static final int ROWS = 1000;

  @TempDir private static Path folder;
  private static final SparkSession SPARK = SharedSpark.session();
  private static final Map<Runs, TrainingResult> BASELINES = new HashMap<>();
  private static String table;
  private static String smallTable;

  @BeforeAll
  static void writeTable() {
    table = folder.resolve("table").toString();
    Blobs.table(SPARK, ROWS).coalesce(1).write().parquet(table);
    smallTable = folder.resolve("small").toString();
    Blobs.table(SPARK, 50).coalesce(1).write().parquet(smallTable);
  }

  private static TrainingResult train(Runs runs) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, runs.to(output)).train();
  }

  private static String digest(Runs runs) {
    return train(runs).model().digest();
  }

  /** The run that others are compared with, trained once. */
  private static TrainingResult baseline(Runs runs) {
    return BASELINES.computeIfAbsent(runs, LockstepTest::train);
  }

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {1, 2, 3, 7, 13})
  void theModelEqualsTheReferenceTrainersOnAnyNumberOfPartitions(int partitions) {
    Runs runs = Runs.classification(table);

    assertThat(digest(runs.withPartitions(partitions))).isEqualTo(Reference.digest(runs));
  }

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {1, 3, 7})
  void aRegressionEqualsTheReferenceTrainersOnAnyNumberOfPartitions(int partitions) {
    Runs runs = Runs.regression(table);

    assertThat(digest(runs.withPartitions(partitions))).isEqualTo(Reference.digest(runs));
  }

  @ParameterizedTest(name = "{0} files")
  @ValueSource(ints = {1, 5, 40})
  void theModelIsTheSameForAnyOrderAndNumberOfFiles(int files) {
    List<Row> shuffled = new ArrayList<>(Blobs.rows(ROWS));
    Collections.shuffle(shuffled, new Random(files));
    String other = folder.resolve("shuffled-" + files).toString();
    SPARK
        .createDataFrame(shuffled, Blobs.SCHEMA)
        .repartition(files)
        .write()
        .mode(SaveMode.ErrorIfExists)
        .parquet(other);

    assertThat(digest(Runs.classification(other)))
        .isEqualTo(baseline(Runs.classification(table)).model().digest());
  }

  @ParameterizedTest(name = "batch {0}, {1} lanes")
  @CsvSource({"1, 1", "1, 5", "7, 16", "30, 1", "49, 13", "50, 13", "5000, 64", "3, 150"})
  void everyBatchSizeAndNumberOfLanesTrainsInLockstep(int batchSize, int lanes) {
    Runs runs =
        Runs.classification(smallTable).withBatchSize(batchSize).withLanes(lanes).withEpochs(1);

    assertThat(digest(runs.withPartitions(Math.min(3, lanes)))).isEqualTo(Reference.digest(runs));
  }

  @Test
  void anotherSeedGivesAnotherModel() {
    Runs runs = Runs.classification(table);

    assertThat(digest(runs.withSeed(2))).isNotEqualTo(baseline(runs).model().digest());
  }

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {1, 2, 3, 7})
  void metricsAreTheSameBitsOnAnyNumberOfPartitions(int partitions) {
    Runs runs =
        Runs.classification(table).withValidation(new Validation.Fraction(0.3)).withPartitions(4);

    TrainingResult other = train(runs.withPartitions(partitions));

    assertThat(other.validation()).isNotNull().isEqualTo(baseline(runs).validation());
    assertThat(other.loss()).isEqualTo(baseline(runs).loss());
  }
}
