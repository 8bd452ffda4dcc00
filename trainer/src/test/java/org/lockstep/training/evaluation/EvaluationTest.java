package org.lockstep.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.model.Metrics;
import org.lockstep.settings.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.metric.Scorecard;

@Tag("spark")
class EvaluationTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private Path folder;

  private String table(String name, int files) {
    String path = folder.resolve(name).toString();
    Blobs.table(SPARK, 700).repartition(files).write().parquet(path);
    return path;
  }

  @Test
  void everyMetricIsTheSameForAnyPartitioning() {
    String one = table("one", 1);
    Runs runs = Runs.classification(one).withValidation(new Validation.Table(one));
    TrainingResult result = new Trainer(SPARK, runs.to(folder.resolve("model").toString())).train();

    Scorecard.Classes whole =
        (Scorecard.Classes) Evaluation.evaluate(SPARK, result.model(), one, Optional.empty());
    Scorecard cut = Evaluation.evaluate(SPARK, result.model(), table("nine", 9), Optional.empty());

    assertThat(cut).isEqualTo(whole);
    assertThat(whole.rocAuc().mean()).isBetween(0.7, 0.9999);
    assertThat(whole.byClass().support().stream().mapToDouble(w -> w).sum()).isEqualTo(700);
    Metrics.Classification trained = (Metrics.Classification) result.validation();
    assertThat(whole.summary().accuracy()).isEqualTo(trained.accuracy());
    assertThat(whole.loss()).isCloseTo(trained.loss(), within(1e-6));
    assertThat(whole.summary().logLoss()).isCloseTo(trained.loss(), within(1e-5));
  }

  @Test
  void aRegressionIsEvaluatedInTheUnitsOfTheData() {
    String one = table("numbers", 3);
    Runs runs = Runs.regression(one).withValidation(new Validation.Table(one));
    TrainingResult result = new Trainer(SPARK, runs.to(folder.resolve("model").toString())).train();

    Scorecard.Numbers evaluated =
        (Scorecard.Numbers) Evaluation.evaluate(SPARK, result.model(), one, Optional.empty());

    Metrics.Regression trained = (Metrics.Regression) result.validation();
    assertThat(evaluated.rmse()).isCloseTo(trained.rmse(), within(1e-6));
    assertThat(evaluated.r2()).isCloseTo(trained.r2(), within(1e-6));
    assertThat(evaluated.mae()).isBetween(evaluated.rmse() / 3, evaluated.rmse());
    assertThat(evaluated.explainedVariance()).isBetween(evaluated.r2(), 1.0);
  }
}
