package org.lockstep.jobs.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

/** The forms of predictions, and the columns beside them. */
@Tag("spark")
class PredictCommandTest {
  private static final String CLASSES = "training.task=classification";

  @TempDir private static Path folder;
  private static Workbench bench;
  private static Path table;

  @BeforeAll
  static void train() {
    bench = new Workbench(folder);
    table = bench.write("table.parquet", good().withColumn("id", col("row")));
    model("classes", "data.label=site", CLASSES);
    model("score");
  }

  private static void model(String name, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("training.epochs=1", "output=" + bench.path(name)));
    assertThat(bench.train(table, all.toArray(String[]::new)).status()).isZero();
  }

  private static Run predict(String model, Path output, String... options) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("predict", bench.path(model).toString(), table.toString()));
    command.addAll(List.of("--output", output.toString()));
    command.addAll(List.of(options));
    return Run.lockstep(command.toArray(String[]::new));
  }

  private static Dataset<Row> predicted(String model, String... options) {
    Path output = bench.path("answers-" + System.nanoTime());
    Run run = predict(model, output, options);
    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    return good().sparkSession().read().parquet(output.toString());
  }

  @Test
  void probabilitiesAreAStructColumnsOrAnArrayOfTheSameNumbers() {
    Dataset<Row> struct = predicted("classes");
    Dataset<Row> columns = predicted("classes", "--probability", "columns");
    Dataset<Row> array = predicted("classes", "--probability", "array");

    assertThat(struct.columns())
        .endsWith("site", "outcome", "score", "id", "prediction", "probability");
    assertThat(columns.columns())
        .endsWith("prediction", "probability_north", "probability_south", "probability_west");
    List<Row> ofStruct =
        struct
            .select(
                "id", "probability.north", "probability.south", "probability.west", "prediction")
            .orderBy("id")
            .collectAsList();
    assertThat(ofStruct)
        .hasSize(200)
        .isEqualTo(
            columns
                .select(
                    "id",
                    "probability_north",
                    "probability_south",
                    "probability_west",
                    "prediction")
                .orderBy("id")
                .collectAsList())
        .isEqualTo(
            array
                .select(
                    col("id"),
                    col("probability").getItem(0),
                    col("probability").getItem(1),
                    col("probability").getItem(2),
                    col("prediction"))
                .orderBy("id")
                .collectAsList());
  }

  @Test
  void onlyTheWantedColumnsStandBesideThePrediction() {
    assertThat(predicted("score", "--columns", "id, AGE").columns())
        .containsExactly("id", "age", "prediction");
    assertThat(predicted("classes", "--columns=", "--probability-column", "p").columns())
        .containsExactly("prediction", "p");
    assertThat(predicted("score", "--columns", "id").orderBy("id").collectAsList())
        .isEqualTo(predicted("score").select("id", "prediction").orderBy("id").collectAsList());
  }

  @Test
  void aColumnThatIsNotKeptMayHaveTheNameOfAPrediction() {
    Path old = bench.write("old.parquet", good().withColumn("prediction", lit(1)));
    Path output = bench.path("new");

    Run run =
        Run.lockstep(
            "predict",
            bench.path("score").toString(),
            old.toString(),
            "--output",
            output.toString(),
            "--columns",
            "age");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(good().sparkSession().read().parquet(output.toString()).columns())
        .containsExactly("age", "prediction");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "score, --probability, columns, a regression has no probabilities, --probability",
    "score, --columns, 'id,agee', no column agee to keep, age",
    "classes, --probability, list, list, STRUCT"
  })
  void whatCannotBeWrittenIsOneLine(
      String model, String option, String value, String found, String fix) {
    Path output = bench.path("unwritten");

    Run run = predict(model, output, option, value);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(found, fix);
    assertThat(Files.exists(output)).isFalse();
  }

  @Test
  void classesThatCannotNameColumnsAreInAnArray() {
    Path blank =
        bench.write(
            "blank.parquet",
            good()
                .withColumn("site", when(col("site").equalTo("north"), "").otherwise(col("site"))));
    assertThat(
            bench
                .train(
                    blank,
                    CLASSES,
                    "data.label=site",
                    "training.epochs=1",
                    "output=" + bench.path("blank"))
                .status())
        .isZero();
    Path output = bench.path("array");

    Run run = predict("blank", output);

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err()).contains("warning", "cannot name a column", "in an array");
    assertThat(
            good().sparkSession().read().parquet(output.toString()).schema().apply("probability"))
        .hasToString("StructField(probability,ArrayType(FloatType,true),true)");
    predict("blank", bench.path("none"), "--probability", "struct")
        .isOneLineThatNames(List.of("cannot name a column", "--probability array"));
  }

  /** SQL takes any other name between backticks. */
  @Test
  void namesOfClassesMayHaveAnyCharacters() {
    Path odd =
        bench.write(
            "odd.parquet",
            good()
                .withColumn(
                    "site",
                    when(col("site").equalTo("north"), "a.b `c` = {d}, é").otherwise(col("site"))));
    assertThat(
            bench
                .train(
                    odd,
                    CLASSES,
                    "data.label=site",
                    "training.epochs=1",
                    "output=" + bench.path("odd"))
                .status())
        .isZero();

    Dataset<Row> answers = predicted("odd", "--columns=");

    assertThat(answers.selectExpr("probability.`a.b ``c`` = {d}, é`").count()).isEqualTo(200);
  }
}
