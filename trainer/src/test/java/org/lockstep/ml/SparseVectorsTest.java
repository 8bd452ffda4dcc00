package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.CountVectorizer;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.scoring.RowPrediction;
import org.lockstep.scoring.Scorer;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;

/** Pipelines that make sparse vectors of texts. */
@Tag("spark")
class SparseVectorsTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int WIDTH = 1 << 18;

  @TempDir Path folder;

  /** Texts of up to 12 words, most of them those of their kind; one has none. */
  private static Dataset<Row> texts() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      Random random = new Random(i);
      StringBuilder text = new StringBuilder();
      for (int w = 0; w < i % 13; w++) {
        int word = random.nextInt(40);
        text.append(w % 4 == 0 ? "common" : "of" + i % 3 + "x").append(word).append(' ');
      }
      rows.add(RowFactory.create(text.toString(), i % 7 * 0.5, "kind " + i % 3, i % 13 + i % 7.0));
    }
    return SPARK.createDataFrame(
        rows, StructType.fromDDL("text string, age double, kind string, length double"));
  }

  private static PipelineModel fitted(PipelineStage... stages) {
    return new Pipeline().setStages(stages).fit(texts());
  }

  /** What was saved and loaded again. */
  private PipelineModel loaded(PipelineModel pipeline) throws Exception {
    pipeline.write().save(folder.resolve("pipeline").toString());
    PipelineModel loaded = PipelineModel.load(folder.resolve("pipeline").toString());
    assertThat(loaded.transform(texts()).collectAsList())
        .isEqualTo(pipeline.transform(texts()).collectAsList());
    return loaded;
  }

  private Scorer scorer(LockstepModel<?> model) throws Exception {
    model.write().save(folder.resolve("stage").toString());
    return Scorer.load(folder.resolve("stage").resolve("model"));
  }

  private static Map<Integer, Double> counts(Row row) {
    SparseVector vector = row.getAs("features");
    Map<Integer, Double> counts = new HashMap<>();
    for (int k = 0; k < vector.indices().length; k++) {
      counts.put(vector.indices()[k], vector.values()[k]);
    }
    return counts;
  }

  @Test
  void hashedTextsAreLearntAndTransformHasTheBitsOfTheScorerAndOfSingleVectors() throws Exception {
    LockstepClassifier classifier =
        new LockstepClassifier()
            .setLabelCol("kind")
            .setHiddenLayers(16, 8)
            .setBatchSize(50)
            .setMaxIter(3)
            .setLanes(13)
            .setSolver("sgd")
            .setStepSize(0.1);
    PipelineModel pipeline =
        fitted(
            new Tokenizer().setInputCol("text").setOutputCol("words"),
            new HashingTF().setInputCol("words").setOutputCol("features").setNumFeatures(WIDTH),
            classifier);

    PipelineModel loaded = loaded(pipeline);

    LockstepClassificationModel model = (LockstepClassificationModel) loaded.stages()[2];
    assertThat(model.numFeatures()).isEqualTo(WIDTH);
    assertThat(model.trained().topology().sparse().width()).isEqualTo(WIDTH);
    Dataset<Row> vectors = loaded.transform(texts());
    String table = folder.resolve("table").toString();
    vectors.select("features", "kind").write().parquet(table);
    assertThat(model.digest())
        .isEqualTo(
            Reference.digest(
                Runs.classification(table).withColumns(List.of("kind"), List.of("features"))));
    Scorer scorer = scorer(model);
    model.registerFunction(SPARK, "kind_of_text");
    vectors.createOrReplaceTempView("texts_as_vectors");
    List<Row> bySql =
        SPARK
            .sql("SELECT kind_of_text(struct(features)).probability FROM texts_as_vectors")
            .collectAsList();
    List<Row> rows = vectors.collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      Vector probability = row.getAs("probability");
      RowPrediction.Label answer =
          (RowPrediction.Label) scorer.score(Map.of("features", counts(row))).orElseThrow();
      assertThat(answer.label()).isEqualTo(row.getAs("predictedLabel"));
      assertThat(answer.probabilities().stream().mapToDouble(Float::doubleValue).toArray())
          .isEqualTo(probability.toArray());
      assertThat(model.predictProbability(row.getAs("features"))).isEqualTo(probability);
      assertThat(model.predictRaw(row.getAs("features"))).isEqualTo(row.getAs("rawPrediction"));
      assertThat(model.predict(row.getAs("features"))).isEqualTo(row.getAs("prediction"));
      assertThat(bySql.get(i).get(0)).isEqualTo(probability);
    }
  }

  @Test
  void countedWordsBesideANumberAreKeptSparseWhereItIsSet() throws Exception {
    PipelineModel pipeline =
        fitted(
            new Tokenizer().setInputCol("text").setOutputCol("words"),
            new CountVectorizer().setInputCol("words").setOutputCol("features"),
            new LockstepRegressor()
                .setLabelCol("length")
                .setFeaturesCols("age", "features")
                .setHiddenLayers(6)
                .setMaxIter(5)
                .setLanes(4)
                .setSolver("adamw")
                .withSetting("columns", "{\"features\": {\"sparse\": true}}"));

    PipelineModel loaded = loaded(pipeline);

    LockstepRegressionModel model = (LockstepRegressionModel) loaded.stages()[2];
    assertThat(model.trained().encoding().features().get(1)).isInstanceOf(SparseColumn.class);
    Scorer scorer = scorer(model);
    for (Row row : loaded.transform(texts()).collectAsList()) {
      RowPrediction.Values answer =
          (RowPrediction.Values)
              scorer
                  .score(Map.of("age", row.<Double>getAs("age"), "features", counts(row)))
                  .orElseThrow();
      assertThat(answer.values()).containsExactly(row.<Double>getAs("prediction"));
    }
    List<Row> explained = attributions(loaded, texts());
    assertThat(attributions(loaded, texts().repartition(7))).isEqualTo(explained);
    for (Row row : explained) {
      Row of = row.getStruct(1);
      double prediction = of.<Double>getList(0).get(0);
      double baseline = of.<Double>getList(1).get(0);
      double sum = 0;
      for (Object numbers : of.getJavaMap(2).values()) {
        sum += (Double) ((scala.collection.Seq<?>) numbers).apply(0);
      }
      assertThat(of.getJavaMap(2)).containsOnlyKeys("age", "features");
      assertThat(sum).isCloseTo(prediction - baseline, within(1e-9));
      assertThat(prediction).isEqualTo(row.getDouble(0));
    }
  }

  /** The prediction and the attributions of each text, compared with texts of a baseline. */
  private static List<Row> attributions(PipelineModel pipeline, Dataset<Row> baseline) {
    LockstepRegressionModel model = (LockstepRegressionModel) pipeline.stages()[2];
    return model
        .attributions(pipeline.transform(texts()), pipeline.transform(baseline), 10, 1)
        .select("prediction", "explanation")
        .collectAsList();
  }
}
