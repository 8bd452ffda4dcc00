package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.ModelFolder;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Quantiles;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.scoring.RowPrediction;
import org.lockstep.scoring.Scorer;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.evaluation.Prediction;

/** Several quantiles of a target at once: the bits, what they are, and who gives them. */
@Tag("spark")
class QuantilesInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final List<Double> LEVELS = List.of(0.1, 0.5, 0.9);

  @TempDir private static Path folder;
  private static String table;

  /** A target that is uniform from 0 to x, so that its quantile at τ is τ x. */
  @BeforeAll
  static void writeTable() {
    table = folder.resolve("table").toString();
    SPARK
        .range(0, 4000, 1, 2)
        .selectExpr("1 + 9 * rand(3) as x", "rand(5) as u")
        .selectExpr("x", "u * x as y")
        .write()
        .parquet(table);
  }

  private static Runs run(List<Double> levels) {
    return Runs.regression(table)
        .withColumns(List.of("y"), List.of("x"))
        .withNetwork(NetworkSettings.of(List.of(16), Activation.TANH, new Quantiles(levels)))
        .withDescent(DescentSettings.of(new Adam(0.9, 0.999, 1e-8), 0.01))
        .withValidation(new Validation.Fraction(0.2))
        .withEpochs(15);
  }

  private static TrainingResult train(Runs run, String name) {
    return new Trainer(SPARK, run.to(folder.resolve(name).toString())).train();
  }

  @Test
  void eachLevelIsLearnedAndPredictedByTableScorerAndSavedModel() {
    TrainingResult result = train(run(LEVELS), "levels");
    Dataset<Row> rows = predicted(result);

    assertThat(rows.columns())
        .containsExactly(
            "x", "y", "prediction", "prediction_q10", "prediction_q50", "prediction_q90");
    for (int l = 0; l < LEVELS.size(); l++) {
      double level = LEVELS.get(l);
      String column = "prediction_q" + Math.round(level * 100);
      double below = rows.where("y < " + column).count() / 4000.0;
      assertThat(below).as("share below %s", column).isCloseTo(level, within(0.04));
    }
    Scorer scorer =
        new Scorer(
            ModelFolder.read(
                SPARK.sparkContext().hadoopConfiguration(), folder.resolve("levels").toString()));
    for (Row row : rows.limit(50).collectAsList()) {
      RowPrediction.Values values =
          (RowPrediction.Values) scorer.score(Map.of("x", row.getDouble(0))).orElseThrow();
      assertThat(values.values()).containsExactly(row.getDouble(2));
      assertThat(values.quantiles())
          .containsExactly(List.of(row.getDouble(3), row.getDouble(4), row.getDouble(5)));
      assertThat(values.quantiles().get(0)).isSorted();
    }
    assertThat(Objects.requireNonNull(result.validation()).value(ValidationMetric.RMSE))
        .as("of the medians")
        .isBetween(1.0, 2.5);
  }

  private static Dataset<Row> predicted(TrainingResult result) {
    String output = folder.resolve("predicted").toString();
    Prediction.write(SPARK, result.model(), table, output);
    return SPARK.read().parquet(output);
  }

  @Test
  void theBitsAreTheSameForEveryPlacementAndThePlainTrainer() {
    Runs run = run(LEVELS).withEpochs(2);
    String reference = Reference.digest(run);

    for (int partitions : new int[] {1, 2}) {
      for (ExchangeKind exchange : List.of(ExchangeKind.JOB, ExchangeKind.RESIDENT)) {
        assertThat(
                train(
                        run.withPartitions(partitions).withExchange(exchange),
                        exchange + "-" + partitions)
                    .model()
                    .digest())
            .isEqualTo(reference);
      }
    }
  }

  @Test
  void theMedianAloneIsHalfTheAbsoluteError() {
    TrainingResult median = train(run(List.of(0.5)).withEpochs(1), "median");
    TrainingResult other =
        train(
            run(LEVELS)
                .withNetwork(
                    NetworkSettings.of(List.of(16), Activation.TANH, new Loss.AbsoluteError()))
                .withEpochs(1),
            "absolute");

    assertThat(median.model().topology().outputWidth()).isEqualTo(1);
    // Adam does not see the factor but for its epsilon
    assertThat(2 * Objects.requireNonNull(median.validation()).loss())
        .isCloseTo(Objects.requireNonNull(other.validation()).loss(), within(1e-3));
  }
}
