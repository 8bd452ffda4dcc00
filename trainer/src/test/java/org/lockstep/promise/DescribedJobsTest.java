package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.model.Model;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.ResidentTasks;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Prediction;

/** The descriptions of Lockstep's jobs in Spark's UI. */
@Tag("spark")
class DescribedJobsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final String SMALL = "spark.lockstep.smallTableBytes";

  @TempDir private static Path folder;
  private static String table;
  private static Runs runs;

  @BeforeAll
  static void writeTable() {
    table = folder.resolve("table").toString();
    Blobs.table(SPARK, 120).write().parquet(table);
    // More than 100 to train on: three iterations an epoch
    runs =
        Runs.classification(table)
            .withValidation(new Validation.Fraction(0.2))
            .withPartitions(2)
            .withEpochs(2);
  }

  private static Model train(Runs runs, TrainingListener... listeners) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    return new Trainer(SPARK, runs.to(output), listeners).train().model();
  }

  /** The descriptions of the jobs that something starts, one after the other. */
  private static List<String> descriptions(Runnable work) throws TimeoutException {
    List<String> descriptions = new ArrayList<>();
    SparkListener recorder =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            descriptions.add(String.valueOf(job.properties().get("spark.job.description")));
          }
        };
    SPARK.sparkContext().listenerBus().waitUntilEmpty(60_000);
    SPARK.sparkContext().addSparkListener(recorder);
    try {
      work.run();
      SPARK.sparkContext().listenerBus().waitUntilEmpty(60_000);
    } finally {
      SPARK.sparkContext().removeSparkListener(recorder);
    }
    return descriptions.stream().distinct().toList();
  }

  @Test
  void jobsOfTheJobExchangeDescribeTheStepsOfTheRun() throws TimeoutException {
    SPARK.conf().set(SMALL, "0"); // so that the lanes are dealt by jobs too
    try {
      assertThat(descriptions(() -> train(runs.withExchange(ExchangeKind.JOB))))
          .containsExactly(
              "Lockstep: reading and checking " + table,
              "Lockstep: dealing lanes of " + table,
              "Lockstep: epoch 1, iteration 1",
              "Lockstep: epoch 1, iteration 2",
              "Lockstep: epoch 1, iteration 3",
              "Lockstep: validating",
              "Lockstep: epoch 2, iteration 4",
              "Lockstep: epoch 2, iteration 5",
              "Lockstep: epoch 2, iteration 6");
    } finally {
      SPARK.conf().unset(SMALL);
    }
  }

  @Test
  void theJobOfTheResidentExchangeNamesItsFirstIteration() throws TimeoutException {
    TrainingListener breaker =
        new TrainingListener() {
          @Override
          public void epochDone(EpochResult epoch) {
            if (epoch.epoch() == 1) {
              ResidentTasks.interruptOne();
            }
          }
        };

    List<String> descriptions = descriptions(() -> train(runs, breaker));

    assertThat(descriptions)
        .hasSize(5)
        .endsWith("Lockstep: validating")
        .startsWith(
            "Lockstep: reading and checking " + table, "Lockstep: from epoch 1, iteration 1 on");
    // The stage may do some iterations before its task hears of the interruption
    Matcher byJob =
        Pattern.compile("Lockstep: epoch 2, iteration (\\d+)").matcher(descriptions.get(2));
    assertThat(byJob.matches()).as(descriptions.get(2)).isTrue();
    int next = Integer.parseInt(byJob.group(1)) + 1;
    assertThat(next).isGreaterThan(4);
    assertThat(descriptions.get(3))
        .matches("Lockstep: from epoch 2, iteration %d on, loss \\d\\.\\d{4}".formatted(next));
  }

  @Test
  void jobsOfEvaluationAndPredictionDescribeTheirPurpose() throws TimeoutException {
    Model model = train(runs);

    assertThat(descriptions(() -> Evaluation.evaluate(SPARK, model, table, Optional.empty())))
        .containsExactly(
            "Lockstep: reading and checking " + table, "Lockstep: evaluating on " + table);
    assertThat(
            descriptions(
                () ->
                    Prediction.write(
                        SPARK, model, table, folder.resolve("predictions").toString())))
        .containsExactly(
            "Lockstep: reading and checking " + table, "Lockstep: predicting " + table);
  }
}
