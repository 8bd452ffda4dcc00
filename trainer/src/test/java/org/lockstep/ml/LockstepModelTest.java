package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.ml.callback.CallbackListener;
import org.lockstep.ml.evaluation.ClassificationSummary;

/** What a model has beside its predictions: metrics, history, arrays, ONNX. */
@Tag("spark")
class LockstepModelTest {
  @TempDir private Path folder;
  private static Dataset<Row> flowers;
  private static LockstepClassificationModel words;

  @BeforeAll
  static void fit() {
    flowers = Iris.table("train").cache();
    words = ofWords().fit(flowers);
  }

  private static LockstepClassifier ofWords() {
    return Iris.classifier().setFeaturesCols(Iris.MEASUREMENTS).setLabelCol("species");
  }

  @Test
  void labelsThatAreNumbersAreEvaluatedAsMllibsEvaluatorDoes() {
    Dataset<Row> rows = Iris.train().withColumn("w", functions.expr("label + 1"));
    LockstepClassificationModel model = Iris.classifier().setWeightCol("w").fit(rows);

    ClassificationSummary summary = model.evaluate(rows);

    MulticlassClassificationEvaluator evaluator =
        new MulticlassClassificationEvaluator().setWeightCol("w").setMetricName("accuracy");
    assertThat(summary.metrics().accuracy())
        .isEqualTo(evaluator.evaluate(model.transform(rows)))
        .isGreaterThan(0.9);
    assertThat(summary.metrics().labels()).containsExactly(0, 1, 2);
    assertThat(summary.weightCol()).isEqualTo("w");
    assertThat(model.evaluate(rows.drop("w")).weightCol()).isEmpty();
  }

  @Test
  void wordsAreEvaluatedByTheNumbersOfTheirClasses() {
    ClassificationSummary summary = words.evaluate(flowers);

    double right =
        words.transform(flowers).where("predictedLabel = species").count()
            / (double) flowers.count();
    assertThat(summary.metrics().accuracy()).isEqualTo(right);
    assertThat(summary.predictions().columns())
        .isEqualTo(words.transform(flowers).columns())
        .doesNotContain(words.uid() + "_index");
    assertThat(
            words
                .copy(ParamMap.empty())
                .setPredictionCol("")
                .evaluate(flowers)
                .metrics()
                .accuracy())
        .isEqualTo(right);
  }

  @Test
  void theImportanceOfAColumnHasTheNameThatItHasInTheDataFrame() {
    Dataset<Row> renamed = flowers.withColumnRenamed(Iris.MEASUREMENTS[2], "other");
    LockstepClassificationModel model = words.copy(ParamMap.empty());
    String[] names = Iris.MEASUREMENTS.clone();
    names[2] = "other";
    model.setFeaturesCols(names);

    List<Row> importance = words.importance(flowers, "accuracy", 3, 1).collectAsList();

    assertThat(importance)
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder(Iris.MEASUREMENTS);
    assertThat(importance)
        .extracting(row -> row.getDouble(1))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(model.importance(renamed, "accuracy", 3, 1).collectAsList())
        .extracting(row -> row.getDouble(1))
        .isEqualTo(importance.stream().map(row -> row.getDouble(1)).toList());
    assertThatThrownBy(() -> words.importance(flowers, "rmse", 3, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("metric is rmse");
  }

  @Test
  void theDependenceOfAColumnIsOfTheNameThatItHasInTheDataFrame() {
    Dataset<Row> renamed = flowers.withColumnRenamed(Iris.MEASUREMENTS[2], "other");
    String[] names = Iris.MEASUREMENTS.clone();
    names[2] = "other";
    LockstepClassificationModel model = words.copy(ParamMap.empty()).setFeaturesCols(names);

    List<Row> points = model.partialDependence(renamed, 5, "other").collectAsList();

    assertThat(points).hasSize(5).allMatch(row -> row.getString(0).equals("other"));
    assertThat(points).extracting(row -> row.getDouble(2)).isSorted();
    assertThat(points)
        .allSatisfy(row -> assertThat(row.<Double>getList(3)).hasSize(3).doesNotContainNull());
    assertThat(words.partialDependence(flowers, 2).select("column").distinct().count())
        .isEqualTo(4);
    assertThatThrownBy(() -> words.partialDependence(flowers, 1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("points is 1");
  }

  @Test
  void theAttributionsOfARowAddUpToItsProbabilityLessThatOfTheBaseline() {
    Dataset<Row> few = flowers.orderBy("sepal_length", "petal_length").limit(3);

    List<Row> rows =
        words
            .attributions(words.transform(few), flowers, 10, 1)
            .select("sepal_length", "probability", "explanation.*")
            .collectAsList();

    assertThat(rows).hasSize(3);
    for (Row row : rows) {
      double[] probability = ((Vector) row.get(1)).toArray();
      List<Double> baseline = row.getList(3);
      for (int c = 0; c < 3; c++) {
        int output = c;
        double sum =
            row.<String, scala.collection.Seq<Double>>getJavaMap(4).values().stream()
                .mapToDouble(of -> of.apply(output))
                .sum();
        assertThat(sum).isCloseTo(probability[c] - baseline.get(c), within(1e-12));
      }
    }
  }

  @Test
  void aRegressionIsEvaluatedInTheUnitsOfItsLabel() {
    LockstepRegressionModel model =
        new LockstepRegressor()
            .setFeaturesCols("sepal_length", "petal_length")
            .setLabelCol("petal_width")
            .setSolver("adam")
            .setMaxIter(3)
            .setBatchSize(20)
            .fit(flowers);

    assertThat(model.evaluate(flowers).metrics().rootMeanSquaredError())
        .isEqualTo(
            new RegressionEvaluator()
                .setLabelCol("petal_width")
                .evaluate(model.transform(flowers)));
    assertThat(model.evaluate(flowers).labelCol()).isEqualTo("petal_width");
    assertThatThrownBy(() -> model.evaluate(flowers.drop("petal_width")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("petal_width");
  }

  @Test
  void theHistoryHasTheFiguresOfEachEpochByName() {
    LockstepClassificationModel model =
        ofWords()
            .setMaxIter(2)
            .setValidationIndicatorCol("held")
            .fit(flowers.withColumn("held", functions.expr("sepal_length > 6.5")));

    List<Map<String, Object>> history = model.summary().history();

    assertThat(history).extracting(epoch -> epoch.get("epoch")).containsExactly(1, 2);
    assertThat(history.get(1))
        .containsEntry("loss", model.summary().objectiveHistory()[1])
        .containsEntry("iteration", model.summary().totalIterations())
        .containsKeys("validation.loss", "validation.accuracy", "validation.examples");
    assertThat(words.summary().history().get(0)).containsOnlyKeys("epoch", "iteration", "loss");
    assertThat(words.evaluate(words.summary().dataset()).metrics().accuracy()).isGreaterThan(0.9);
  }

  @Test
  void aCallbackEndsTheTrainingWithTheModelOfItsEpoch() {
    List<Map<String, Object>> seen = new ArrayList<>();
    CallbackListener listener =
        new CallbackListener(
            epoch -> {
              seen.add(epoch);
              return epoch.get("epoch").equals(3);
            });

    LockstepClassificationModel ended =
        ofWords().setMaxIter(50).setListeners(listener).fit(flowers);

    assertThat(seen).hasSize(3).isEqualTo(ended.summary().history());
    assertThat(ended.summary().stopped()).isEqualTo("listener");
    assertThat(ended.digest()).isEqualTo(ofWords().setMaxIter(3).fit(flowers).digest());
  }

  @Test
  void theArchiveForNumpyHasAnArrayForEachParameter() throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream archive = new ZipInputStream(new ByteArrayInputStream(words.npz()))) {
      for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        names.add(entry.getName());
      }
    }

    assertThat(names)
        .containsExactly(
            "layers.1.weight.npy", "layers.1.bias.npy", "layers.2.weight.npy", "layers.2.bias.npy");
  }

  @Test
  void aModelIsWrittenAsOnnxAndAnotherFileIsReplacedOnRequestAlone() throws IOException {
    Path file = folder.resolve("iris.onnx");

    words.write().onnx(file.toString());

    byte[] written = Files.readAllBytes(file);
    assertThat(written).hasSizeGreaterThan(500);
    assertThatThrownBy(() -> words.write().onnx(file.toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("exists already")
        .hasMessageContaining("write().overwrite().onnx(...)");
    assertThatThrownBy(() -> words.write().onnx(folder.toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a folder");
    Files.write(file, new byte[] {1});
    ((ModelWriter) words.write().overwrite()).onnx(file.toString());
    assertThat(file).hasBinaryContent(written);
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("iris.onnx"));
  }
}
