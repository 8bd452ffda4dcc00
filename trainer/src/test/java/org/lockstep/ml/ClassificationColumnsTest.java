package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;

/** The columns that a classification model adds, as Spark's own suites require of theirs. */
@Tag("spark")
class ClassificationColumnsTest {
  private static Dataset<Row> train;
  private static LockstepClassificationModel model;

  @BeforeAll
  static void fit() {
    train = Iris.train();
    model = Iris.classifier().fit(train);
  }

  @Test
  void columnsAreThoseOfMllibInItsOrder() {
    Dataset<Row> predictions = model.transform(train);

    List<String> expected = new ArrayList<>(Arrays.asList(train.columns()));
    expected.addAll(List.of("rawPrediction", "probability", "prediction"));
    assertThat(predictions.columns()).containsExactlyElementsOf(expected);
    assertThat(predictions.schema()).isEqualTo(model.transformSchema(train.schema()));
    assertThat(Iris.classifier().transformSchema(train.schema()).fieldNames())
        .containsExactlyElementsOf(expected);
  }

  @Test
  void metadataSayHowManyClassesThereAre() {
    StructType schema = model.transform(train).schema();

    assertThat(AttributeGroup.fromStructField(schema.apply("probability")).size()).isEqualTo(3);
    assertThat(AttributeGroup.fromStructField(schema.apply("rawPrediction")).size()).isEqualTo(3);
    assertThat(
            ((NominalAttribute) Attribute.fromStructField(schema.apply("prediction")))
                .getNumValues()
                .get())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void columnsWithAnEmptyNameAreLeftOut(int combination) {
    LockstepClassificationModel some = model.copy(new ParamMap());
    List<String> wanted = new ArrayList<>();
    some.setRawPredictionCol((combination & 1) == 0 ? "" : "z");
    some.setProbabilityCol((combination & 2) == 0 ? "" : "p");
    some.setPredictionCol((combination & 4) == 0 ? "" : "c");
    for (String name : List.of("z", "p", "c")) {
      if ((combination & (1 << List.of("z", "p", "c").indexOf(name))) != 0) {
        wanted.add(name);
      }
    }

    Dataset<Row> predictions = some.transform(train);

    assertThat(predictions.columns()).hasSize(train.columns().length + wanted.size());
    if (!wanted.isEmpty()) {
      Dataset<Row> all =
          model
              .transform(train)
              .withColumnsRenamed(
                  java.util.Map.of("rawPrediction", "z", "probability", "p", "prediction", "c"));
      org.apache.spark.sql.Column[] columns =
          wanted.stream()
              .map(org.apache.spark.sql.functions::col)
              .toArray(org.apache.spark.sql.Column[]::new);
      assertThat(predictions.select(columns).collectAsList())
          .isEqualTo(all.select(columns).collectAsList());
    }
  }

  @Test
  void predictOfOneVectorEqualsTransform() {
    for (Row row : model.transform(train).limit(20).collectAsList()) {
      Vector features = row.getAs("features");
      assertThat(model.predict(features)).isEqualTo(row.<Double>getAs("prediction"));
      assertThat(model.predictProbability(features)).isEqualTo(row.<Vector>getAs("probability"));
      assertThat(model.predictRaw(features)).isEqualTo(row.<Vector>getAs("rawPrediction"));
      assertThat(model.predictProbability(features.toSparse()))
          .isEqualTo(row.<Vector>getAs("probability"));
    }
  }

  @Test
  void aModelWorksInAUserDefinedFunction() {
    LockstepClassificationModel own = model;

    List<Double> predicted =
        train
            .map(
                (MapFunction<Row, Double>) row -> own.predict(row.getAs("features")),
                Encoders.DOUBLE())
            .collectAsList();

    assertThat(predicted)
        .isEqualTo(
            model.transform(train).select("prediction").as(Encoders.DOUBLE()).collectAsList());
  }

  @Test
  void probabilitiesSumToOneAndHaveTheOrderOfTheRawPrediction() {
    for (Row row : model.transform(train).collectAsList()) {
      double[] p = row.<Vector>getAs("probability").toArray();
      double[] raw = row.<Vector>getAs("rawPrediction").toArray();
      assertThat(Arrays.stream(p).sum()).isBetween(1 - 1e-6, 1 + 1e-6);
      assertThat(Arrays.stream(raw).sum()).isBetween(-1e-4, 1e-4);
      int best = row.<Vector>getAs("probability").argmax();
      assertThat(row.<Vector>getAs("rawPrediction").argmax()).isEqualTo(best);
      assertThat(row.<Double>getAs("prediction")).isEqualTo(best);
    }
  }

  private static double predicted(LockstepClassificationModel by, Row row) {
    return by.predict(row.getAs("features"));
  }

  @Test
  void thresholdsChangeThePrediction() {
    LockstepClassificationModel moved = model.copy(new ParamMap());
    moved.setThresholds(0.1, 1e-9, 0.9);
    List<Row> rows = model.transform(train).collectAsList();

    for (Row row : rows) {
      double[] p = row.<Vector>getAs("probability").toArray();
      double[] scaled = {p[0] / 0.1, p[1] / 1e-9, p[2] / 0.9};
      assertThat(predicted(moved, row)).isEqualTo(Vectors.dense(scaled).argmax());
    }
    assertThat(moved.transform(train).where("prediction = 1").count())
        .isGreaterThan(model.transform(train).where("prediction = 1").count());
  }

  @Test
  void aThresholdOfZeroWins() {
    LockstepClassificationModel always = model.copy(new ParamMap());
    always.setThresholds(0.5, 0.0, 0.5);

    assertThat(always.transform(train).where("prediction <> 1").count()).isZero();
  }

  @Test
  void aThresholdThatFitChoosesDecidesUntilThresholdsAreSet() {
    Dataset<Row> two = train.where("label <> 0").selectExpr("features", "label - 1 as label");
    LockstepClassificationModel cautious =
        Iris.classifier().setMaxIter(3).withSetting("thresholdRule", 0.125).fit(two);

    for (Row row : cautious.transform(two).collectAsList()) {
      float p = (float) row.<Vector>getAs("probability").apply(1);
      assertThat(row.<Double>getAs("prediction")).isEqualTo(p >= 0.125f ? 1 : 0);
      assertThat(cautious.predict(row.<Vector>getAs("features")))
          .isEqualTo(row.getAs("prediction"));
    }
    cautious.setThresholds(1e-9, 1 - 1e-9);
    assertThat(cautious.transform(two).where("prediction = 1").count()).isZero();
  }

  @Test
  void invalidThresholdsAreRefused() {
    LockstepClassificationModel other = model.copy(new ParamMap());

    assertThatThrownBy(() -> other.setThresholds(-0.1, 0.5, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("thresholds");
    assertThatThrownBy(() -> other.setThresholds(0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    other.setThresholds(0.5, 0.5);
    assertThatThrownBy(() -> other.transform(train))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there are 2 thresholds, but 3 classes");
  }

  @Test
  void thresholdsThatTheLabelsMetadataRuleOutAreRefusedBeforeTheRowsAreRead() {
    LockstepClassifier two = Iris.classifier().setThresholds(0.5, 0.5);

    assertThatThrownBy(() -> two.transformSchema(train.schema()))
        .isInstanceOf(UserException.class)
        .hasMessage("there are 2 thresholds, but 3 classes (thresholds); set one for each class");
  }

  @Test
  void thresholdsForOtherClassesThanTheRowsHaveAreRefusedByFit() {
    LockstepClassifier two =
        Iris.classifier().setLabelCol("species").setThresholds(0.5, 0.5).setListeners();

    two.transformSchema(train.drop("label").schema());
    assertThatThrownBy(() -> two.fit(train.drop("label")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there are 2 thresholds, but 3 classes (thresholds)");
    assertThat(two.setThresholds(0.2, 0.3, 0.5).setMaxIter(1).fit(train.drop("label")).numClasses())
        .isEqualTo(3);
  }

  @Test
  void aModelDescribesItselfAsMllibsModelsDo() {
    assertThat(model)
        .hasToString(
            "LockstepClassificationModel: uid=%s, numLayers=3, numFeatures=4, numClasses=3, digest=%s"
                .formatted(model.uid(), model.digest()));
    assertThat(Iris.classifier().toString()).startsWith("lockstepClassifier_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f1",
        "accuracy",
        "weightedPrecision",
        "weightedRecall",
        "weightedTruePositiveRate",
        "truePositiveRateByLabel",
        "precisionByLabel",
        "recallByLabel",
        "fMeasureByLabel"
      })
  void everyMetricOfTheMulticlassEvaluatorReadsThePredictions(String metric) {
    assertThat(
            new MulticlassClassificationEvaluator()
                .setMetricName(metric)
                .evaluate(model.transform(train)))
        .isGreaterThan(0.8);
  }

  @Test
  void theLogLossOfTheEvaluatorIsThatOfTheProbabilities() {
    Dataset<Row> predictions = model.transform(train);
    double sum = 0;
    for (Row row : predictions.collectAsList()) {
      int label = (int) row.<Double>getAs("label").doubleValue();
      sum -= Math.log(row.<Vector>getAs("probability").apply(label));
    }

    assertThat(
            new MulticlassClassificationEvaluator().setMetricName("logLoss").evaluate(predictions))
        .isCloseTo(sum / predictions.count(), within(1e-9));
  }
}
