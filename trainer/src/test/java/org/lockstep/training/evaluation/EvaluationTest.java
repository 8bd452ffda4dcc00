package org.lockstep.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.settings.StoppingSettings;
import org.lockstep.settings.data.Validation;
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

    Scorecard whole = Evaluation.evaluate(SPARK, result.model(), one, Optional.empty());
    Scorecard cut = Evaluation.evaluate(SPARK, result.model(), table("nine", 9), Optional.empty());

    assertThat(cut).isEqualTo(whole);
    assertThat(whole.metrics().value(ValidationMetric.ROC_AUC)).isBetween(0.7, 0.9999);
    Scorecard.Classes classes = whole.classes().orElseThrow();
    assertThat(classes.support().stream().mapToDouble(w -> w).sum()).isEqualTo(700);
    Metrics trained = Objects.requireNonNull(result.validation());
    assertThat(whole.metrics().value(ValidationMetric.ACCURACY))
        .isEqualTo(trained.value(ValidationMetric.ACCURACY));
    assertThat(whole.loss()).isCloseTo(trained.loss(), within(1e-6));
    assertThat(whole.metrics().value(ValidationMetric.LOG_LOSS))
        .isCloseTo(trained.loss(), within(1e-5));
  }

  @Test
  void aRegressionIsEvaluatedInTheUnitsOfTheData() {
    String one = table("numbers", 3);
    Runs runs =
        Runs.regression(one)
            .withValidation(new Validation.Table(one))
            .withStopping(StoppingSettings.NONE.withMore(ValidationMetric.of(Task.REGRESSION)));
    TrainingResult result = new Trainer(SPARK, runs.to(folder.resolve("model").toString())).train();

    Scorecard evaluated = Evaluation.evaluate(SPARK, result.model(), one, Optional.empty());

    Metrics trained = Objects.requireNonNull(result.validation());
    assertThat(evaluated.classes()).isEmpty();
    for (ValidationMetric metric : trained.values().keySet()) {
      assertThat(evaluated.metrics().value(metric))
          .as(metric.settingsName())
          .isCloseTo(trained.value(metric), within(1e-6));
    }
    double rmse = trained.value(ValidationMetric.RMSE);
    assertThat(evaluated.metrics().value(ValidationMetric.MAE)).isBetween(rmse / 3, rmse);
    assertThat(evaluated.metrics().value(ValidationMetric.EXPLAINED_VARIANCE))
        .isBetween(trained.value(ValidationMetric.R2) - 1e-6, 1.0);
  }
}
