package org.lockstep.jobs.check;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

@Tag("spark")
class InitCommandTest {
  /** Maven runs the tests of a module in its folder. */
  private static final Path DATA = Path.of("..", "conf", "data").toAbsolutePath().normalize();

  private final Workbench bench;
  private final InitBench settings;

  InitCommandTest(@TempDir Path folder) {
    bench = new Workbench(folder);
    settings = new InitBench(bench);
  }

  @Test
  void initOfTheDigitsTrainsAGoodModel() {
    Run run = settings.init(DATA.resolve("digits-train.parquet"));

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out().lines())
        .contains("task  classification", "features  1 columns, 64 inputs")
        .anyMatch(
            line ->
                line.startsWith("label  label: the only column that can be a label; 10 different"))
        .last()
        .isEqualTo("next  lockstep train " + settings.file());
    assertThat(settings.text()).contains("features = [pixels]", "scaling = min-max");
    assertThat(settings.train().get("validation").get("accuracy").asDouble()).isGreaterThan(0.93);
  }

  @Test
  void initOfTheDiabetesDataTrainsAGoodModel() {
    Run run = settings.init(DATA.resolve("diabetes-train.parquet"));

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out())
        .contains(
            "label  progression: named as outcomes are, the last column; ", "task  regression")
        .contains("features  10 columns, 10 inputs");
    assertThat(settings.train().get("validation").get("r2").asDouble()).isGreaterThan(0.3);
  }

  @Test
  void initWritesASearchAroundItsSettingsThatTuneRuns() {
    Run run = settings.init(DATA.resolve("diabetes-train.parquet"));
    assertThat(run.status()).as("%s", run).isZero();

    assertThat(settings.text())
        .contains("network.hidden = [[64, 64], [128, 128], [256, 256]]")
        .contains("training.batch-size = [16, 32, 64]")
        .contains("learning-rate = { min = 0.0005, max = 0.05, scale = log }")
        .contains("# For 354 rows and 10 inputs: embedded numbers, which find the steps and bends");
    Run search =
        Run.lockstep(
            "tune",
            settings.file().toString(),
            "--json",
            "--set",
            "tune.trials=2",
            "--set",
            "training.epochs=2",
            "--set",
            "output=" + bench.path("search"));
    assertThat(search.status()).as("%s", search).isZero();
    assertThat(search.json().get("search").asText()).isEqualTo("tpe");
    assertThat(search.json().get("trials")).hasSize(2);
  }

  @Test
  void aSmallTableIsCrossValidatedUnlessAClassWouldMissAFold() {
    Dataset<Row> thrice =
        good()
            .withColumn("copy", expr("explode(array(0, 1, 2))"))
            .withColumn("age", expr("age + copy / 100"))
            .drop("copy");
    Path table = bench.write("thrice.parquet", thrice.drop("score"));
    Path rare =
        bench.write(
            "rare.parquet",
            thrice.withColumn("outcome", expr("if(row = 0, 9, outcome)")).drop("score"));

    Run run = settings.init(table, "--label", "outcome");
    assertThat(run.status()).as("%s", run).isZero();
    assertThat(settings.text())
        .contains("validation = { folds = 5, stratified = true }")
        .contains("--set data.validation=0.2") // tune needs one set of examples
        .doesNotContain("\n  calibrate");

    run = settings.init(rare, "--label", "outcome", "--overwrite");
    assertThat(run.status()).as("%s", run).isZero();
    assertThat(settings.text()).contains("validation = { share = 0.2, stratified = true }");
  }

  @Test
  void aColumnOfManyWordsIsEmbedded() {
    Path table =
        bench.write(
            "words.parquet",
            good()
                .withColumn("copy", expr("explode(array(0, 1))"))
                .withColumn("shop", expr("concat('shop ', row % 101)"))
                .drop("copy", "score"));

    Run run = settings.init(table, "--label", "outcome");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(settings.text()).contains("categories { unseen = zero, embedding = 8 }");
    assertThat(run.out()).doesNotContain("warning");
  }

  @Test
  void aTableThatHoldsNoRowsBackHasNoSearch() {
    settings.init(bench.write("few.parquet", good().limit(20)), "--label", "score");

    assertThat(settings.text()).contains("validation = null").doesNotContain("tune {");
  }

  /** Synthetic tables, each with expected output and the minimum quality of the model. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        shape(
            "words are features, and the label is the last column",
            () -> good().drop("outcome"),
            "r2",
            0.9,
            "label  score: named as measures are, the last column; numbers that are not whole",
            "features  4 columns, 6 inputs"),
        shape(
            "a class by its name",
            () -> good().drop("score"),
            "accuracy",
            0.75,
            "label  outcome: named as outcomes are, few different values, the last column; 3",
            "features  4 columns"),
        shape(
            "a boolean",
            () -> good().drop("score").withColumn("outcome", col("outcome").gt(0)),
            "accuracy",
            0.8,
            "label  outcome: named as outcomes are, two different values, the last column; 2"),
        shape(
            "words",
            () ->
                good()
                    .drop("score")
                    .withColumn("outcome", expr("concat('grade ', outcome)"))
                    .withColumnRenamed("outcome", "Species"),
            "accuracy",
            0.75,
            "label  Species: named as outcomes are, few different values, the last column; 3"),
        shape(
            "whole numbers as doubles",
            () -> good().drop("score").withColumn("outcome", col("outcome").cast("double")),
            "accuracy",
            0.75,
            "task  classification"),
        shape(
            "amounts in whole numbers",
            () ->
                good()
                    .drop("outcome")
                    .withColumn("score", expr("cast(round(10 * score) as int)"))
                    .withColumnRenamed("score", "price"),
            "r2",
            0.9,
            "task  regression",
            "whole numbers, too many different ones for classes"),
        shape(
            "columns that nothing can be learnt from",
            () ->
                good()
                    .drop("outcome")
                    .withColumn("customer", expr("1000000 - row"))
                    .withColumn("constant", lit(7))
                    .withColumn("more", expr("map('a', row)"))
                    .withColumn("name", expr("concat('patient ', row)"))
                    .withColumn("nothing", expr("cast(null as double)"))
                    .withColumn("gaps", when(col("row").geq(3), col("age")))
                    .withColumn("yield", col("score"))
                    .drop("score"),
            "r2",
            0.9,
            "label  yield: named as measures are, the last column",
            "left out  customer: a different whole number in each row",
            "left out  constant: the same value in all rows",
            "left out  more: of type map<string,int>",
            "left out  name: a different text in most rows, like an id",
            "left out  nothing: only missing values",
            "features  5 columns"),
        shape(
            "an array and odd names",
            () ->
                good()
                    .select(
                        array(col("age"), col("dose")).as("a.b = {\"x\"}\n# y"),
                        col("weight").as("true"),
                        col("site"),
                        col("score").as("the score")),
            "r2",
            0.9,
            "label  the score: ",
            "features  3 columns, 6 inputs"));
  }

  private static Arguments shape(
      String name, Supplier<Dataset<Row>> table, String metric, double least, String... said) {
    return Arguments.of(name, table, metric, least, List.of(said));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void aTableOfAnyShapeGetsSettingsThatTrainAGoodModel(
      String name, Supplier<Dataset<Row>> shape, String metric, double least, List<String> said) {
    Path table = bench.write("table.parquet", shape.get());

    Run run = settings.init(table);

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains(said);
    assertThat(settings.train().get("validation").get(metric).asDouble())
        .as(settings.text())
        .isGreaterThan(least);
  }

  @Test
  void aTinyTableIsTrainedWithoutValidation() {
    Path table = bench.write("few.parquet", good().where("row < 20").drop("outcome"));

    Run run = settings.init(table);

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(settings.text()).contains("validation = null").doesNotContain("early-stopping");
    assertThat(settings.train().get("loss").asDouble()).isLessThan(0.1);
  }

  @Test
  void aTableOfFewDistinctRowsIsTrainedWithoutValidation() {
    // Equal rows are held back together, and the model would not know the others
    Path table =
        bench.write(
            "two.parquet", good().select(expr("row % 2").as("x"), expr("row % 2 = 0").as("label")));

    Run run = settings.init(table);

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(settings.text()).contains("validation = null");
    assertThat(settings.train().get("loss").asDouble()).isLessThan(0.1);
  }

  @Test
  void theOptionLabelChoosesTheLabel() {
    Path table = bench.write("good.parquet", good());

    Run run = settings.init(table, "--label", "SITE");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out()).contains("label  site: named on the command line; 3 different values");
    assertThat(settings.text()).contains("task = classification").contains("label = site");
    assertThat(Run.lockstep("validate", settings.file().toString()).status()).isZero();
  }

  @Test
  void aLongListOfFeaturesIsWrappedOverSeveralLines() {
    Dataset<Row> wide = good();
    for (int i = 0; i < 60; i++) {
      wide = wide.withColumn("a_rather_long_name_" + i, expr("age + " + i));
    }
    Path table = bench.write("wide.parquet", wide.withColumn("y", col("score")));

    Run run = settings.init(table);

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(settings.text().lines()).allMatch(line -> line.length() <= 100);
    assertThat(run.out()).contains("features  66 columns, 68 inputs");
    assertThat(Run.lockstep("validate", settings.file().toString()).status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "row IS NULL",
        "age IS NULL",
        "age IS NULL OR site IS NULL",
        "site IS NULL OR day IS NULL OR pair IS NULL"
      })
  void theInputsAreThoseOfTheNetwork(String lacking) {
    Path table =
        bench.write(
            "inputs.parquet",
            good()
                .withColumn("day", expr("date_from_unix_date(row)"))
                .withColumn("pair", expr("array(age, dose)"))
                .withColumn("age", expr(without("age", lacking)))
                .withColumn("site", expr(without("site", lacking)))
                .withColumn("day", expr(without("day", lacking)))
                .withColumn("pair", expr(without("pair", lacking))));

    Run run = settings.init(table, "--label=score");

    assertThat(run.status()).as("%s", run).isZero();
    String features = run.out().lines().filter(l -> l.startsWith("features")).findFirst().get();
    Run validated =
        Run.lockstep(
            "validate", settings.file().toString(), "--set", "output=" + bench.path("model"));
    assertThat(validated.out()).contains(features);
  }

  private static String without(String column, String lacking) {
    return lacking.contains(column + " IS NULL")
        ? "if(row %% 9 = 1, null, %s)".formatted(column)
        : column;
  }
}
