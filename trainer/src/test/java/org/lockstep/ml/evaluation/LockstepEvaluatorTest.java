package org.lockstep.ml.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.ml.LockstepClassificationModel;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.ml.LockstepRegressionModel;
import org.lockstep.ml.LockstepRegressor;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.evaluation.Evaluation;

/** The registry's metrics as an evaluator of MLlib's searches. */
@Tag("spark")
class LockstepEvaluatorTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final double CLOSE = 1e-9;

  @TempDir private Path folder;

  @AfterAll
  static void forgetTheTables() {
    SPARK.catalog().clearCache();
  }

  private static String path(String name) {
    return Path.of("..", "conf", "data", name + ".parquet").toString();
  }

  private static Dataset<Row> table(String name) {
    return SPARK.read().parquet(path(name));
  }

  private static LockstepClassifier classifier(String table, String label) {
    return new LockstepClassifier()
        .setFeaturesCols(
            Stream.of(table(table).columns()).filter(c -> !c.equals(label)).toArray(String[]::new))
        .setLabelCol(label)
        .setHiddenLayers(4)
        .setSolver("adam")
        .setStepSize(0.02)
        .setBatchSize(20)
        .setMaxIter(3)
        .setLanes(2);
  }

  private static LockstepEvaluator evaluator(ValidationMetric metric) {
    return new LockstepEvaluator().setMetricName(metric.settingsName());
  }

  @Test
  void everyMetricOfClassesIsThatOfEvaluateForEveryPartitioning() {
    LockstepClassifier classifier = classifier("breast-cancer-train", "diagnosis");
    classifier.set(classifier.getParam("positiveClass"), "malignant");
    LockstepClassificationModel model = classifier.fit(table("breast-cancer-train"));
    Dataset<Row> one = model.transform(table("breast-cancer-test")).coalesce(1).cache();
    Dataset<Row> five = one.repartition(5, functions.rand(3)).cache();
    Map<ValidationMetric, Double> expected =
        Evaluation.evaluate(SPARK, model.trained(), path("breast-cancer-test"), Optional.empty())
            .metrics()
            .values();
    assertThat(expected.keySet())
        .containsExactlyElementsOf(ValidationMetric.of(Task.CLASSIFICATION));
    expected.forEach(
        (metric, value) -> {
          if (metric != ValidationMetric.LOSS) {
            LockstepEvaluator evaluator = evaluator(metric).setLabelCol("diagnosis");

            double ofOne = evaluator.evaluate(one);

            // Training's products and those of predictions round probabilities otherwise
            double close = metric.isOfScores() ? 1e-7 : CLOSE;
            assertThat(ofOne).as(metric.settingsName()).isCloseTo(value, within(close));
            assertThat(evaluator.evaluate(five)).as(metric.settingsName()).isEqualTo(ofOne);
          }
        });
  }

  @Test
  void everyMetricOfNumbersIsThatOfEvaluate() {
    LockstepRegressionModel model =
        new LockstepRegressor()
            .setFeaturesCols("bmi", "bp", "s5")
            .setLabelCol("progression")
            .setSolver("adam")
            .setBatchSize(20)
            .setMaxIter(3)
            .setLanes(2)
            .fit(table("diabetes-train"));
    Dataset<Row> predictions = model.transform(table("diabetes-test"));

    Evaluation.evaluate(SPARK, model.trained(), path("diabetes-test"), Optional.empty())
        .metrics()
        .values()
        .forEach(
            (metric, expected) -> {
              if (metric != ValidationMetric.LOSS) {
                assertThat(
                        evaluator(metric).setLabelCol("progression").evaluate(predictions)
                            / expected)
                    .as(metric.settingsName()) // whose targets are of single precision
                    .isCloseTo(1, within(1e-5));
              }
            });
  }

  private static List<JsonNode> cases(String kind) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            LockstepEvaluatorTest.class.getResourceAsStream("/metrics/metrics.json"))) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get(kind).forEach(cases::add);
      assertThat(cases).hasSizeGreaterThan(3);
      return cases;
    }
  }

  static List<JsonNode> classes() throws IOException {
    return cases("classes").stream()
        .filter(given -> given.get("name").asText().matches("(two|six) classes, ties, weights"))
        .toList();
  }

  static List<JsonNode> numbers() throws IOException {
    return cases("numbers").stream()
        .filter(given -> given.get("name").asText().matches("three targets, weights|counts.*"))
        .toList();
  }

  private static double weight(JsonNode given, int row) {
    return given.get("weights").isNull() ? 1 : given.get("weights").get(row).asDouble();
  }

  /** Columns as MLlib's own models write them: numbers of classes, and vectors. */
  @ParameterizedTest
  @MethodSource
  void classes(JsonNode given) {
    int n = given.get("n").asInt();
    List<Row> rows = new ArrayList<>();
    for (int j = 0; j < given.get("y").size(); j++) {
      double[] p = new double[n];
      int best = 0;
      for (int c = 0; c < n; c++) {
        p[c] = given.get("scores").get(j * n + c).asDouble();
        best = p[c] > p[best] ? c : best;
      }
      double y = given.get("y").get(j).asDouble();
      rows.add(RowFactory.create(y, (double) best, Vectors.dense(p), weight(given, j)));
    }
    Dataset<Row> predictions =
        SPARK
            .createDataFrame(
                rows,
                new StructType()
                    .add("label", "double")
                    .add("prediction", "double")
                    .add("probability", org.apache.spark.ml.linalg.SQLDataTypes.VectorType())
                    .add("weight", "double"))
            .repartition(3)
            .cache();

    JsonNode expected = given.get("expected");
    equal(predictions, ValidationMetric.ACCURACY, expected.get("accuracy"));
    equal(predictions, ValidationMetric.LOG_LOSS, expected.get("logLoss"));
    equal(predictions, ValidationMetric.BRIER, expected.get("brier"));
    equal(predictions, ValidationMetric.BALANCED_ACCURACY, expected.get("balancedAccuracy"));
    equal(predictions, ValidationMetric.MCC, expected.get("mcc"));
    equal(predictions, ValidationMetric.F1, expected.get("macro").get(2));
    equal(predictions, ValidationMetric.F1_WEIGHTED, expected.get("weighted").get(2));
    equal(predictions, ValidationMetric.ROC_AUC, expected.get("meanRocAuc"));
    equal(predictions, ValidationMetric.PR_AUC, expected.get("meanPrAuc"));
    equal(
        predictions.withColumnRenamed("probability", "rawPrediction"),
        ValidationMetric.ROC_AUC,
        expected.get("meanRocAuc"));
    LockstepEvaluator ofFirst = new LockstepEvaluator().setPositiveClass("0");
    equal(predictions, ofFirst, ValidationMetric.F1_POSITIVE, expected.get("f1").get(0));
    equal(predictions, ofFirst, ValidationMetric.PR_AUC, expected.get("prAuc").get(0));
  }

  @ParameterizedTest
  @MethodSource
  void numbers(JsonNode given) {
    int n = given.get("n").asInt();
    List<Row> rows = new ArrayList<>();
    for (int j = 0; j < given.get("y").size() / n; j++) {
      int from = j * n;
      double[] y = IntStream.range(0, n).mapToDouble(i -> number(given, "y", from + i)).toArray();
      double[] a =
          IntStream.range(0, n).mapToDouble(i -> number(given, "answers", from + i)).toArray();
      rows.add(RowFactory.create(y, a, weight(given, j)));
    }
    Dataset<Row> predictions =
        SPARK
            .createDataFrame(
                rows,
                StructType.fromDDL("label ARRAY<DOUBLE>, prediction ARRAY<DOUBLE>, weight DOUBLE"))
            .cache();

    JsonNode expected = given.get("expected");
    equal(predictions, ValidationMetric.RMSE, expected.get("rmse"));
    equal(predictions, ValidationMetric.MAE, expected.get("mae"));
    equal(predictions, ValidationMetric.MAPE, expected.get("mape"));
    equal(predictions, ValidationMetric.R2, expected.get("r2"));
    equal(predictions, ValidationMetric.EXPLAINED_VARIANCE, expected.get("explainedVariance"));
    if (!expected.get("rmsle").isNull()) {
      equal(predictions, ValidationMetric.RMSLE, expected.get("rmsle"));
    }
  }

  private static double number(JsonNode given, String name, int i) {
    return given.get(name).get(i).asDouble();
  }

  private static void equal(Dataset<Row> rows, ValidationMetric metric, JsonNode expected) {
    equal(rows, new LockstepEvaluator(), metric, expected);
  }

  private static void equal(
      Dataset<Row> rows, LockstepEvaluator evaluator, ValidationMetric metric, JsonNode expected) {
    assertThat(evaluator.setWeightCol("weight").setMetricName(metric.settingsName()).evaluate(rows))
        .as(metric.settingsName())
        .isCloseTo(expected.asDouble(), within(CLOSE * Math.max(1, Math.abs(expected.asDouble()))));
  }

  @Test
  void aSearchChoosesTheSettingsThatTheMetricRanksFirst() {
    LockstepClassifier classifier = classifier("iris-train", "species");
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(classifier.maxIter(), new int[] {1, 8}).build();

    CrossValidatorModel found =
        new CrossValidator()
            .setEstimator(classifier)
            .setEstimatorParamMaps(grid)
            .setEvaluator(evaluator(ValidationMetric.LOG_LOSS).setLabelCol("species"))
            .setNumFolds(2)
            .setSeed(1)
            .fit(table("iris-train"));

    assertThat(found.avgMetrics()[1]).isLessThan(found.avgMetrics()[0]);
    assertThat(((LockstepClassificationModel) found.bestModel()).getMaxIter()).isEqualTo(8);
    assertThat(evaluator(ValidationMetric.MCC).isLargerBetter()).isTrue();
    assertThat(evaluator(ValidationMetric.RMSLE).isLargerBetter()).isFalse();
  }

  @Test
  void anEvaluatorIsLoadedWithItsParameters() throws IOException {
    LockstepEvaluator saved =
        evaluator(ValidationMetric.PR_AUC).setPositiveClass("bad").setLabelCol("outcome");
    saved.save(folder.resolve("saved").toString());

    LockstepEvaluator loaded = LockstepEvaluator.load(folder.resolve("saved").toString());

    assertThat(loaded.uid()).isEqualTo(saved.uid());
    assertThat(loaded.extractParamMap().toSeq()).isEqualTo(saved.extractParamMap().toSeq());
    assertThat(loaded.copy(ParamMap.empty()).getPositiveClass()).isEqualTo("bad");
    assertThat(ServiceLoader.load(Evaluator.class).stream().map(ServiceLoader.Provider::type))
        .as("what a server of Spark Connect finds")
        .contains(LockstepEvaluator.class);
  }

  @Test
  void mistakesAreNamedInOneLine() {
    Dataset<Row> rows =
        SPARK.sql(
            "SELECT * FROM VALUES (0D, 1D, array(0.2D, 0.8D)), (1D, 1D, array(0.1D, 0.9D)),"
                + " (NULL, 0D, array(0.7D, 0.3D)) AS t(label, prediction, probability)");

    assertThatThrownBy(() -> new LockstepEvaluator().evaluate(rows))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no metric is set (metricName); choose one of accuracy, rmse");
    assertThatThrownBy(() -> new LockstepEvaluator().setMetricName("loss"))
        .hasMessageContaining("metricName is loss")
        .hasMessageContaining("log-loss");
    assertThatThrownBy(() -> evaluator(ValidationMetric.ACCURACY).evaluate(rows))
        .hasMessage("1 rows have no label (column label); drop them, or set missingLabel to skip");
    LockstepEvaluator skipping = evaluator(ValidationMetric.ACCURACY).setMissingLabel("skip");
    assertThat(skipping.evaluate(rows)).isEqualTo(0.5);
    assertThatThrownBy(() -> skipping.setLabelCol("lable").evaluate(rows))
        .hasMessageContaining("column lable does not exist (labelCol)");
    assertThatThrownBy(
            () ->
                evaluator(ValidationMetric.PR_AUC)
                    .setPositiveClass("2")
                    .evaluate(rows.where("label IS NOT NULL")))
        .hasMessageContaining("the class \"2\" does not exist (positiveClass); set one of");
    assertThatThrownBy(() -> evaluator(ValidationMetric.LOG_LOSS).evaluate(rows.where("label > 5")))
        .hasMessageContaining("there are no rows with a label");
    assertThatThrownBy(
            () ->
                evaluator(ValidationMetric.LOG_LOSS)
                    .evaluate(rows.where("label = 1").withColumn("label", functions.lit(4))))
        .hasMessageContaining("the label 4 is no class of the model (column label)");
  }
}
