package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lockstep.UserException;
import org.lockstep.support.SharedSpark;

@Tag("spark")
class LockstepRegressorTest {
  private static final Dataset<Row> TRAIN = diabetes("train");

  private static Dataset<Row> diabetes(String part) {
    return SharedSpark.session()
        .read()
        .parquet(Path.of("..", "conf", "data", "diabetes-%s.parquet".formatted(part)).toString());
  }

  private static LockstepRegressor regressor() {
    return new LockstepRegressor()
        .setFeaturesCols(
            Arrays.stream(TRAIN.columns())
                .filter(name -> !name.equals("progression"))
                .toArray(String[]::new))
        .setLabelCol("progression")
        .setHiddenLayers(8)
        .setBatchSize(32)
        .setMaxIter(20)
        .setStepSize(0.02);
  }

  @Test
  void predictionsAreInTheUnitsOfTheTarget() {
    Dataset<Row> predictions = regressor().fit(TRAIN).transform(diabetes("test"));

    double rmse = new RegressionEvaluator().setLabelCol("progression").evaluate(predictions);

    assertThat(rmse).isBetween(45.0, 65.0);
    assertThat(predictions.schema().apply("prediction").dataType().simpleString())
        .isEqualTo("double");
  }

  @Test
  void aPipelineWorksAndPredictOfOneVectorEqualsTransform() {
    String[] features = regressor().getFeaturesCols();
    LockstepRegressor last = regressor();
    last.clear(last.featuresCols());
    PipelineModel pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler().setInputCols(features).setOutputCol("features"), last
                })
            .fit(TRAIN);
    LockstepRegressionModel model = (LockstepRegressionModel) pipeline.stages()[1];

    for (Row row : pipeline.transform(diabetes("test")).limit(10).collectAsList()) {
      assertThat(model.predict(row.<Vector>getAs("features")))
          .isEqualTo(row.<Double>getAs("prediction"));
    }
    assertThat(model.digest()).isEqualTo(regressor().fit(TRAIN).digest());
  }

  @Test
  void poissonHasAnExponentialOutputAndClassificationLossesAreRefused() {
    LockstepRegressor poisson = regressor().setLoss("poisson").setStepSize(0.0001).setMaxIter(1);

    assertThat(poisson.fit(TRAIN).trained().topology().activations().get(1).settingsName())
        .isEqualTo("exponential");
    LockstepRegressor wrong = regressor().setLoss("cross-entropy");
    assertThatThrownBy(() -> wrong.fit(TRAIN))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "loss is cross-entropy (%s); it is not for regression, which takes one of"
                    .formatted(wrong.uid())
                + " l2, mae, huber, quantile, poisson, binary-cross-entropy");
  }

  @Test
  void aModelOfManyColumnsRefusesPredictOfOneVector() {
    LockstepRegressionModel model = regressor().setMaxIter(1).fit(TRAIN);

    assertThatThrownBy(() -> model.predict(Vectors.zeros(10)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the model was trained on 10 feature columns");
    LockstepRegressionModel fewer = model.copy(new ParamMap());
    fewer.setFeaturesCols("age");
    assertThatThrownBy(() -> fewer.transform(TRAIN))
        .hasMessageContaining("1 feature columns are set, the model was trained on 10");
  }
}
