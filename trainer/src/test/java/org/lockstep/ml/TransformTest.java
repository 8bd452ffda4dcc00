package org.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.support.SharedSpark;

/** Predictions for whole tables: when they are computed, and that they are the same everywhere. */
@Tag("spark")
class TransformTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir private static Path folder;
  private static String penguins;
  private static LockstepClassificationModel model;

  @BeforeAll
  static void fit() {
    penguins = Path.of("..", "conf", "data", "penguins-train.parquet").toString();
    Dataset<Row> table = SPARK.read().parquet(penguins);
    model =
        new LockstepClassifier()
            .setFeaturesCols(
                Arrays.stream(table.columns())
                    .filter(name -> !name.equals("species"))
                    .toArray(String[]::new))
            .setLabelCol("species")
            .setMissing("indicator")
            .setUnseenWords("zero")
            .setHiddenLayers(16)
            .setSolver("adam")
            .setStepSize(0.01)
            .setBatchSize(32)
            .setMaxIter(20)
            .fit(table);
  }

  private static Dataset<Row> table() {
    return SPARK.read().parquet(penguins);
  }

  private static List<Row> sorted(Dataset<Row> answers) {
    return answers
        .orderBy(Arrays.stream(table().columns()).map(c -> col(c)).toArray(Column[]::new))
        .collectAsList();
  }

  @Test
  void predictionsHaveTheSameBitsInAnyBatch() {
    List<Row> whole = sorted(model.transform(table()));

    assertThat(sorted(model.transform(table().repartition(23)))).isEqualTo(whole);
    assertThat(sorted(model.transform(table().limit(1))))
        .isEqualTo(sorted(model.transform(table()).limit(1)));
  }

  @Test
  void transformIsLazy() {
    Dataset<Row> shuffled = table().groupBy("island", "sex").count();
    Dataset<Row> joined = table().join(shuffled, "island").drop(shuffled.col("sex"));
    String group = "transform-" + System.nanoTime();
    SPARK.sparkContext().setJobGroup(group, "nothing", false);
    try {
      Dataset<Row> answers = model.transform(joined);
      assertThat(SPARK.sparkContext().statusTracker().getJobIdsForGroup(group)).isEmpty();
      assertThat(answers.count()).isPositive();
      assertThat(SPARK.sparkContext().statusTracker().getJobIdsForGroup(group)).isNotEmpty();
    } finally {
      SPARK.sparkContext().clearJobGroup();
    }
  }

  @Test
  void anInvalidValueIsAnErrorWhenItsRowIsComputed() {
    LockstepRegressionModel strict =
        new LockstepRegressor()
            .setFeaturesCols(Iris.MEASUREMENTS)
            .setLabelCol("petal_width")
            .setFeaturesCol("sepal_length")
            .setFeaturesCols("sepal_length")
            .setHiddenLayers(2)
            .setMaxIter(1)
            .fit(Iris.table("train"));
    Dataset<Row> torn =
        Iris.table("test")
            .withColumn("sepal_length", when(col("sepal_length").gt(5), col("sepal_length")));

    Dataset<Row> answers = strict.transform(torn);

    assertThatThrownBy(answers::collectAsList).hasMessageContaining("sepal_length");
  }

  @Test
  void unseenCategoriesAreHandledAsTheModelWasTrained() {
    Dataset<Row> elsewhere = table().withColumn("island", lit("Deception"));

    assertThat(model.transform(elsewhere).count()).isEqualTo(table().count());
  }

  @Test
  void sqlGivesTheSamePredictions() {
    model.registerFunction(SPARK, "penguin");
    table().createOrReplaceTempView("penguins");

    Dataset<Row> bySql =
        SPARK.sql(
            """
            SELECT *, answer.rawPrediction, answer.probability, answer.prediction,
              answer.predictedLabel
            FROM (SELECT *, penguin(struct(*)) AS answer FROM penguins)
            """);

    assertThat(sorted(bySql.drop("answer"))).isEqualTo(sorted(model.transform(table())));
    assertThat(
            SPARK
                .sql("SELECT penguin(struct(*)).predictedLabel FROM penguins LIMIT 1")
                .first()
                .getString(0))
        .isIn("Adelie", "Chinstrap", "Gentoo");
  }

  @Test
  void sqlGivesTheProbabilityOfAClassByItsName() {
    model.registerFunction(SPARK, "penguin_by_class");
    table().createOrReplaceTempView("penguins_by_class");

    List<Row> answers =
        SPARK
            .sql(
                """
                SELECT answer.probability, answer.probabilityOf.Adelie,
                  answer.probabilityOf.Chinstrap, answer.probabilityOf.Gentoo
                FROM (SELECT penguin_by_class(struct(*)) AS answer FROM penguins_by_class)
                """)
            .collectAsList();

    assertThat(answers)
        .isNotEmpty()
        .allSatisfy(
            answer ->
                assertThat(((Vector) answer.get(0)).toArray())
                    .containsExactly(
                        answer.getDouble(1), answer.getDouble(2), answer.getDouble(3)));
  }

  @Test
  void aStreamGivesTheSamePredictions() throws Exception {
    String output = folder.resolve("answers").toString();
    String input = folder.resolve("stream").toString();
    table().repartition(3).write().parquet(input);
    Dataset<Row> stream = SPARK.readStream().schema(table().schema()).parquet(input);

    StreamingQuery query =
        model
            .transform(stream)
            .writeStream()
            .format("parquet")
            .option("checkpointLocation", folder.resolve("checkpoints").toString())
            .trigger(org.apache.spark.sql.streaming.Trigger.AvailableNow())
            .start(output);
    query.awaitTermination();

    assertThat(sorted(SPARK.read().parquet(output))).isEqualTo(sorted(model.transform(table())));
  }

  @ParameterizedTest
  @CsvSource({"sex, string", "island, string", "body_mass_g, double"})
  void aColumnOfNullTypeIsMissingInAllRows(String column, String type) {
    Dataset<Row> untyped = table().withColumn(column, lit(null));
    Dataset<Row> typed = table().withColumn(column, lit(null).cast(type));
    model.registerFunction(SPARK, "penguin_of_" + column);

    List<Row> answers = answers(model.transform(typed));

    assertThat(answers(model.transform(untyped))).isEqualTo(answers);
    untyped.createOrReplaceTempView("untyped");
    assertThat(
            answers(
                SPARK.sql(
                    "SELECT answer.* FROM (SELECT penguin_of_%s(struct(*)) AS answer FROM untyped)"
                        .formatted(column))))
        .isEqualTo(answers);
  }

  private static List<Row> answers(Dataset<Row> table) {
    return table.select("rawPrediction", "predictedLabel").collectAsList().stream()
        .sorted(Comparator.comparing(Row::toString))
        .toList();
  }
}
