package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model has the parameters that it was trained with. */
@Tag("spark")
class TrainedWithTest {
  private static Dataset<Row> train;

  @TempDir private Path folder;

  @BeforeAll
  static void read() {
    train =
        Iris.train()
            .withColumn("w", org.apache.spark.sql.functions.lit(2.0))
            .withColumn("held", org.apache.spark.sql.functions.col("sepal_length").gt(6.5));
  }

  /** The values of all parameters that are set or have a default, by their names, as JSON. */
  private static Map<String, String> values(Params stage) {
    Map<String, String> values = new TreeMap<>();
    for (Param<?> param : stage.params()) {
      if (stage.isDefined(param)) {
        values.put(param.name(), json(stage, param));
      }
    }
    return values;
  }

  private static <V> String json(Params stage, Param<V> param) {
    return param.jsonEncode(stage.getOrDefault(param));
  }

  private static LockstepClassifier everythingSet() {
    return Iris.classifier()
        .setWeightCol("w")
        .setValidationIndicatorCol("held")
        .setPatience(3)
        .setHiddenLayers(5, 4)
        .setActivation("tanh")
        .setDropout(0.1)
        .setLayerNorm(true)
        .setLoss("cross-entropy")
        .setSolver("momentum")
        .setStepSize(0.02)
        .setMaxIter(3)
        .setBatchSize(30)
        .setRegParam(0.01)
        .setElasticNetParam(0.5)
        .setScaling("min-max")
        .setMissing("mean")
        .setSeed(4)
        .setLanes(3);
  }

  static Stream<Estimator<?>> estimators() {
    return Stream.of(
        Iris.classifier().setMaxIter(1),
        everythingSet(),
        new LockstepRegressor().setMaxIter(1),
        new LockstepRegressor().setMaxIter(2).setLoss("huber").setLabelScaling("none"));
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void aModelHasAllParametersOfItsEstimator(Estimator<?> estimator) {
    Params model = (Params) estimator.fit(train);

    assertThat(values(model)).containsAllEntriesOf(values(estimator));
    assertThat(model.extractParamMap().size()).isEqualTo(values(estimator).size());
  }

  @Test
  void aSavedAndLoadedModelKeepsTheParametersOfItsEstimator() throws IOException {
    LockstepClassificationModel model = everythingSet().fit(train);
    model.save(folder.resolve("model").toString());

    LockstepClassificationModel loaded =
        LockstepClassificationModel.load(folder.resolve("model").toString());

    assertThat(values(loaded)).isEqualTo(values(model));
    assertThat(loaded.isSet(loaded.getParam("maxIter"))).isTrue();
    assertThat(loaded.isSet(loaded.getParam("dates"))).as("a default remains one").isFalse();
    assertThat(loaded.getHiddenLayers()).containsExactly(5, 4);
    assertThat(values(loaded.copy(new ParamMap()))).isEqualTo(values(model));
  }

  @Test
  void aLoadedRegressionModelKeepsTheParametersOfItsEstimator() throws IOException {
    LockstepRegressionModel model =
        new LockstepRegressor().setMaxIter(2).setLabelScaling("none").fit(train);
    model.save(folder.resolve("model").toString());

    LockstepRegressionModel loaded =
        LockstepRegressionModel.load(folder.resolve("model").toString());

    assertThat(loaded.getLabelScaling()).isEqualTo("none");
    assertThat(loaded.getMaxIter()).isEqualTo(2);
    assertThat(values(loaded)).isEqualTo(values(model));
  }

  @Test
  void theBestModelOfACrossValidatorHasItsParameters() throws IOException {
    LockstepClassifier classifier = Iris.classifier().setMaxIter(4);
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(classifier.stepSize(), new double[] {0.0001, 0.05})
            .addGrid(classifier.getParam("hiddenLayers"), arrays(new int[] {3}, new int[] {8}))
            .build();
    CrossValidatorModel fitted =
        new CrossValidator()
            .setEstimator(classifier)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new MulticlassClassificationEvaluator())
            .setNumFolds(2)
            .fit(train);
    fitted.save(folder.resolve("validated").toString());

    var best = (LockstepClassificationModel) fitted.bestModel();
    var loaded =
        (LockstepClassificationModel)
            CrossValidatorModel.load(folder.resolve("validated").toString()).bestModel();

    assertThat(best.getStepSize()).isEqualTo(0.05);
    assertThat(best.getMaxIter()).isEqualTo(4);
    assertThat(best.layers()[1]).isEqualTo(best.getHiddenLayers()[0]);
    assertThat(best.extractParamMap().toString()).contains("stepSize: 0.05", "solver: adam");
    assertThat(values(loaded)).isEqualTo(values(best));
    assertThat(loaded.digest()).isEqualTo(best.digest());
  }

  private static scala.collection.Iterable<Object> arrays(int[]... values) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.<Object>of(values[0], values[1]));
  }

  @Test
  void aModelInAPipelineHasTheParametersOfItsEstimator() throws IOException {
    PipelineModel fitted =
        new Pipeline().setStages(new PipelineStage[] {everythingSet()}).fit(train);
    fitted.save(folder.resolve("pipeline").toString());

    var loaded = PipelineModel.load(folder.resolve("pipeline").toString());

    assertThat(values(loaded.stages()[0])).isEqualTo(values(fitted.stages()[0]));
    assertThat(values(loaded.stages()[0])).containsAllEntriesOf(values(everythingSet()));
  }

  @Test
  void changingTheOutputColumnKeepsTheOtherParameters() {
    LockstepClassificationModel model = everythingSet().fit(train);
    Map<String, String> before = values(model);

    model.setPredictionCol("answer");
    model.transform(train).count();

    before.put("predictionCol", "\"answer\"");
    assertThat(values(model)).isEqualTo(before);
  }
}
