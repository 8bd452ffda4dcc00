package org.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.network.Loss;
import org.lockstep.network.Losses;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;

/** The properties that Spark's own suites require of its classifiers. */
@Tag("spark")
class LockstepClassifierTest {
  private static final SparkSession SPARK = SharedSpark.session();

  private static final List<String> LOSSES =
      Losses.usual().stream().filter(Loss::forClasses).map(Loss::settingsName).toList();

  private static Dataset<Row> train;
  private static LockstepClassificationModel model;

  @BeforeAll
  static void fit() {
    train = Iris.train();
    model = Iris.classifier().fit(train);
  }

  private static double accuracy(Dataset<Row> predictions) {
    return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predictions);
  }

  @Test
  void xorIsLearned() {
    Dataset<Row> xor =
        SPARK.createDataFrame(
            List.of(
                RowFactory.create(Vectors.dense(0, 0), 0.0),
                RowFactory.create(Vectors.dense(0, 1), 1.0),
                RowFactory.create(Vectors.dense(1, 0), 1.0),
                RowFactory.create(Vectors.dense(1, 1), 0.0)),
            new StructType()
                .add("features", org.apache.spark.ml.linalg.SQLDataTypes.VectorType())
                .add("label", "double"));

    LockstepClassificationModel learned =
        new LockstepClassifier()
            .setHiddenLayers(5)
            .setSolver("lbfgs")
            .setMaxIter(100)
            .setSeed(123)
            .fit(xor);

    for (Row row : learned.transform(xor).collectAsList()) {
      assertThat(row.<Double>getAs("prediction")).isEqualTo(row.<Double>getAs("label"));
    }
  }

  @Test
  void irisIsLearnedAndEvaluatedByMllibsEvaluators() {
    Dataset<Row> predictions = model.transform(train);

    assertThat(accuracy(predictions)).isGreaterThan(0.95);
    Dataset<Row> setosaOrNot =
        predictions.withColumn("label", when(col("label").equalTo(0), 0.0).otherwise(1.0));
    LockstepClassificationModel two =
        Iris.classifier().fit(setosaOrNot.select("features", "label"));
    assertThat(
            new BinaryClassificationEvaluator()
                .evaluate(two.transform(setosaOrNot.select("features", "label"))))
        .isEqualTo(1.0);
  }

  @Test
  void theModelHasItsNumbersOfClassesFeaturesAndParameters() {
    assertThat(model.numClasses()).isEqualTo(3);
    assertThat(model.numFeatures()).isEqualTo(4);
    assertThat(model.layers()).containsExactly(4, 8, 3);
    assertThat(model.weights().size()).isEqualTo(4 * 8 + 8 + 8 * 3 + 3);
    assertThat(model.labels()).containsExactly(0L, 1L, 2L);
  }

  /** As Spark's ProbabilisticClassifierSuite has it: each combination of columns. */
  @Test
  void invalidParametersAreRefused() {
    LockstepClassifier classifier = new LockstepClassifier();

    for (Runnable wrong :
        List.<Runnable>of(
            () -> classifier.setMaxIter(0),
            () -> classifier.setBatchSize(0),
            () -> classifier.setStepSize(0),
            () -> classifier.setSolver("gradient descent"),
            () -> classifier.setActivation("softmax"),
            () -> classifier.setDropout(1),
            () -> classifier.setLoss("mse"),
            () -> classifier.setElasticNetParam(1.5))) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
    LockstepClassifier poisson = Iris.classifier().setLoss("poisson");
    assertThatThrownBy(() -> poisson.fit(train))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "loss is poisson (%s); it is not for classification, which takes one of %s",
            poisson.uid(), String.join(", ", LOSSES));
  }

  static List<String> losses() {
    return LOSSES;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyClassificationLossTrains(String loss) {
    LockstepClassificationModel learned = Iris.classifier().setLoss(loss).fit(train);

    assertThat(accuracy(learned.transform(train))).isGreaterThan(0.9);
  }

  @Test
  void aCopyIsTheSameStageWithOtherValues() {
    LockstepClassifier classifier = Iris.classifier();
    LockstepClassifier copy =
        classifier.copy(new ParamMap().put(new ParamPair<>(classifier.seed(), 7L)));

    assertThat(copy.uid()).isEqualTo(classifier.uid());
    assertThat(copy.getSeed()).isEqualTo(7);
    assertThat(classifier.getSeed()).isEqualTo(1);
    assertThat(copy.getHiddenLayers()).containsExactly(8);
    LockstepClassificationModel other = model.copy(new ParamMap());
    assertThat(other.uid()).isEqualTo(model.uid());
    assertThat(other.parent()).isSameAs(model.parent());
    assertThat(other.digest()).isEqualTo(model.digest());
    assertThat(other.hasSummary()).isTrue();
  }

  @Test
  void everyParameterIsExplained() {
    assertThat(new LockstepClassifier().explainParams())
        .contains("maxIter: Passes over the examples. (a whole number, 1 or more) (default: 20)")
        .contains("solver: The optimizer: how a gradient becomes a step.")
        .contains("(one of sgd, momentum,")
        .contains("thresholds:");
    // SettingParamsTest says which they are
    assertThat(new LockstepClassifier().params()).hasSizeGreaterThan(70);
  }

  @Test
  void aLabelThatLooksLikeAnIdIsAWarningOfFit() {
    List<String> warnings = new ArrayList<>();
    LockstepClassifier classifier =
        Iris.classifier().setFeaturesCols(Iris.MEASUREMENTS).setLabelCol("id").setMaxIter(1);
    classifier.setListeners(
        new TrainingListener() {
          @Override
          public void started(TrainingPlan plan) {
            warnings.addAll(plan.warnings());
          }
        });

    classifier.fit(train.withColumn("id", monotonically_increasing_id().cast("string")));

    assertThat(warnings)
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .startsWith("label column id has %d classes in".formatted(train.count()))
                    .endsWith("is it an id? name another column in labelCol"));
  }

  @Test
  void parametersGivenToFitApplyToThatFitOnly() {
    LockstepClassifier classifier = Iris.classifier();

    LockstepClassificationModel other =
        classifier.fit(train, new ParamMap().put(new ParamPair<>(classifier.seed(), 7L)));

    assertThat(other.digest())
        .isNotEqualTo(model.digest())
        .isEqualTo(Iris.classifier().setSeed(7).fit(train).digest());
    assertThat(((LockstepClassifier) other.parent()).getSeed()).isEqualTo(7);
  }

  @Test
  void theModelIsTheSameBitsHoweverTheDataFrameIsPartitioned() {
    assertThat(Iris.classifier().fit(train.repartition(7)).digest()).isEqualTo(model.digest());
    assertThat(Iris.classifier().fit(train.orderBy(col("petal_width").desc())).digest())
        .isEqualTo(model.digest());
  }

  @Test
  void stringLabelsArePredictedAsStrings() {
    Dataset<Row> words = Iris.table("train");
    LockstepClassificationModel byWords =
        Iris.classifier().setFeaturesCols(Iris.MEASUREMENTS).setLabelCol("species").fit(words);

    Dataset<Row> predictions = byWords.transform(words);

    assertThat(byWords.labels()).containsExactly("setosa", "versicolor", "virginica");
    assertThat(predictions.where("predictedLabel = species").count() / (double) predictions.count())
        .isGreaterThan(0.95);
    assertThat(
            new IndexToString()
                .setInputCol("prediction")
                .setOutputCol("word")
                .transform(predictions)
                .where("word <> predictedLabel")
                .count())
        .isZero();
  }

  @Test
  void numericLabelsOtherThanIndicesArePredictedAsThemselves() {
    Dataset<Row> years =
        train.select(col("features"), col("label").plus(lit(2000)).cast("int").as("label"));

    Dataset<Row> predictions = Iris.classifier().fit(years).transform(years);

    assertThat(accuracy(predictions)).isGreaterThan(0.95);
    assertThat(predictions.where("prediction < 2000").count()).isZero();
  }

  @Test
  void aClassWithoutRowsExistsIfTheMetadataNamesIt() {
    LockstepClassificationModel two = Iris.classifier().fit(train.where("label < 2"));

    assertThat(two.numClasses()).isEqualTo(3);
  }

  @Test
  void exampleWeightsChangeTheModel() {
    Dataset<Row> weighted =
        train.withColumn("weight", when(col("label").equalTo(2), lit(0)).otherwise(lit(1)));

    LockstepClassificationModel unaware = Iris.classifier().setWeightCol("weight").fit(weighted);

    assertThat(unaware.transform(train).where("prediction = 2").count()).isZero();
    assertThat(model.transform(train).where("prediction = 2").count()).isPositive();
  }

  @Test
  void aPipelineWithStringIndexerTrainsAndPredicts() {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer()
                      .setInputCol("species")
                      .setOutputCol("label")
                      .setStringOrderType("alphabetAsc"),
                  new VectorAssembler().setInputCols(Iris.MEASUREMENTS).setOutputCol("features"),
                  Iris.classifier()
                });

    PipelineModel fitted = pipeline.fit(Iris.table("train"));

    assertThat(((LockstepClassificationModel) fitted.stages()[2]).digest())
        .isEqualTo(model.digest());
    assertThat(accuracy(fitted.transform(Iris.table("test")))).isGreaterThan(0.9);
  }

  @Test
  void missingUnsuitableAndExistingColumnsAreErrorsThatNameThem() {
    assertThatThrownBy(() -> Iris.classifier().fit(train.drop("features")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column features does not exist (featuresCol)");
    assertThatThrownBy(() -> Iris.classifier().setWeightCol("w").fit(train))
        .hasMessageContaining("column w does not exist (weightCol)");
    assertThatThrownBy(() -> Iris.classifier().setWeightCol("species").fit(train))
        .hasMessageContaining("weight column species is of type string");
    assertThatThrownBy(() -> Iris.classifier().setValidationIndicatorCol("label").fit(train))
        .hasMessageContaining("column label");
    assertThatThrownBy(() -> Iris.classifier().fit(train.withColumn("probability", lit(1))))
        .hasMessageContaining("the DataFrame has a column probability already");
    assertThatThrownBy(() -> model.transform(train.withColumn("prediction", lit(1))))
        .hasMessageContaining("the DataFrame has a column prediction already");
    assertThatThrownBy(() -> model.transform(train.withColumn("features", col("species"))))
        .hasMessageContaining("feature column features is of type string");
  }

  @Test
  void aModelCanReadAFeatureColumnOfAnotherName() {
    LockstepClassificationModel other = model.copy(new ParamMap());
    other.setFeaturesCol("measurements");

    assertThat(
            other
                .transform(train.withColumnRenamed("features", "measurements"))
                .select("probability")
                .collectAsList())
        .isEqualTo(model.transform(train).select("probability").collectAsList());
  }
}
