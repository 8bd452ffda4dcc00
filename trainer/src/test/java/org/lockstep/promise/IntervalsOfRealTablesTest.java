package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.curve.Interval;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Intervals;
import org.lockstep.training.evaluation.Prediction;
import org.lockstep.training.metric.Coverage;
import org.lockstep.training.metric.EvaluatedBatch;
import org.lockstep.training.metric.Residuals;

/** Conformal intervals cover what they promise, on rows of real tables that nothing has seen. */
@Tag("spark")
class IntervalsOfRealTablesTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int SPLITS = 200;
  private static final double LEVEL = 0.9;

  @TempDir private Path folder;

  /** The promise is one on the mean over all ways to divide rows of one kind. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"diabetes, progression", "digits, label", "breast-cancer, texture_mean"})
  void nineTenthsOfTheTestRowsAreCovered(String table, String target) {
    String train = "../conf/data/%s-train.parquet".formatted(table);
    List<String> features = new ArrayList<>(Arrays.asList(SPARK.read().parquet(train).columns()));
    features.remove(target);
    List<Dataset<Row>> halves =
        SPARK
            .read()
            .parquet(train)
            .unionByName(SPARK.read().parquet(train.replace("train", "test")))
            .randomSplitAsList(new double[] {1, 1}, 5);
    TrainingResult result = train(run(write("train", halves.get(0)), target, features));
    List<Prediction.PredictedRow> rows =
        new ArrayList<>(
            Prediction.sample(SPARK, result.model(), write("unseen", halves.get(1)), 100_000));

    double covered = 0;
    Random random = new Random(3);
    for (int split = 0; split < SPLITS; split++) {
      Collections.shuffle(rows, random);
      Interval interval =
          new Interval(
              LEVEL,
              List.of(
                  residuals(rows.subList(0, rows.size() / 2))
                      .percentiles()
                      .get(0)
                      .get((int) (LEVEL * 100) - 1)));
      Coverage coverage = new Coverage(List.of(interval));
      coverage.add(batch(rows.subList(rows.size() / 2, rows.size())));
      covered += coverage.share(0);
    }

    assertThat(covered / SPLITS).isCloseTo(LEVEL, within(0.02));
  }

  private static Residuals residuals(List<Prediction.PredictedRow> rows) {
    Residuals.Collector collector = new Residuals.Collector(1, rows.size());
    collector.add(batch(rows));
    return collector.distributions();
  }

  private static EvaluatedBatch batch(List<Prediction.PredictedRow> rows) {
    int m = rows.size();
    float[] y = new float[m];
    float[] a = new float[m];
    float[] w = new float[m];
    for (int j = 0; j < m; j++) {
      y[j] = rows.get(j).targets().get(0).floatValue();
      a[j] = rows.get(j).predictions().get(0).floatValue();
      w[j] = 1;
    }
    return new EvaluatedBatch(0, y, a, w, 1, m);
  }

  @Test
  void theIntervalsOfARunAreThoseOfItsValidationRowsForEveryPlacement() {
    String table = "../conf/data/diabetes-train.parquet";
    String test = "../conf/data/diabetes-test.parquet";
    List<String> features = new ArrayList<>(Arrays.asList(SPARK.read().parquet(table).columns()));
    features.remove("progression");
    Runs run = run(table, "progression", features).withValidation(new Validation.Table(test));

    TrainingResult one = train(run.withPartitions(1));
    TrainingResult three = train(run.withPartitions(3));

    Interval interval = Intervals.of(one.model(), LEVEL);
    assertThat(Intervals.of(three.model(), LEVEL)).isEqualTo(interval);
    double divisor =
        ((TargetEncoding.Numbers) one.model().encoding().target()).scale().divisor().get(0);
    List<Double> residuals =
        Prediction.sample(SPARK, one.model(), test, 1000).stream()
            .map(row -> Math.abs(row.targets().get(0) - row.predictions().get(0)) / divisor)
            .sorted()
            .toList();
    int k = (int) Math.ceil((residuals.size() + 1) * LEVEL);
    assertThat(interval.halfWidths().get(0)).isCloseTo(residuals.get(k - 1), within(1e-6));
    assertThat(
            Evaluation.evaluate(SPARK, one.model(), test, Optional.empty()).coverage().get(LEVEL))
        .isCloseTo((double) k / residuals.size(), within(1e-9));
  }

  private TrainingResult train(Runs run) {
    return new Trainer(SPARK, run.to(folder.resolve("model-" + System.nanoTime()).toString()))
        .train();
  }

  private static Runs run(String train, String target, List<String> features) {
    return Runs.regression(train)
        .withColumns(List.of(target), features)
        .withNetwork(NetworkSettings.of(List.of(16), Activation.TANH, new Loss.SquaredError()))
        .withEpochs(10);
  }

  private String write(String name, Dataset<Row> rows) {
    String path = folder.resolve(name).toString();
    rows.coalesce(1).write().parquet(path);
    return path;
  }
}
