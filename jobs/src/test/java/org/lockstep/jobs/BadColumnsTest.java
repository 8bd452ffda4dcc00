package org.lockstep.jobs;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.replace;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("spark")
class BadColumnsTest {
  private static final String PIXELS = "data.features=[pixels]";

  private final Workbench bench;

  BadColumnsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @Test
  void theGoodTableIsLearnt() {
    Path table = bench.write("good.parquet", good());

    JsonNode json = bench.isGood(bench.train(table, "data.validation=" + table), table);

    assertThat(json.get("validation").get("r2").asDouble()).isBetween(0.96, 0.99);
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        error("nan_feature", () -> replace(good(), "dose", 57, 58, Double.NaN), "dose", "NaN", "1"),
        error("infinity_feature", () -> infinite(), "dose", "infinit", "2"),
        error("too_large_1e300", () -> multiplied(1e300), "dose", "E300", "scaling"),
        error("null_feature", () -> nulls("age", 3), "age", "null|missing", "3"),
        error("null_column", () -> nulls("dose", 200), "dose", "null|missing|empty"),
        error(
            "timestamp_feature",
            "data.dates=error",
            () -> good().withColumn("dose", expr("timestamp_seconds(row * 86400)")),
            "dose",
            "timestamp"),
        error(
            "map_feature",
            "data.features=[age, more]",
            () -> good().withColumn("more", expr("map('a', row)")),
            "more",
            "map"),
        error(
            "nan_in_array",
            PIXELS,
            () -> pixels(when(col("row").equalTo(9), lit(Double.NaN)).otherwise(col("dose"))),
            "pixels",
            "NaN"),
        error(
            "null_in_array",
            PIXELS,
            () -> pixels(when(col("row").notEqual(9), col("dose"))),
            "pixels",
            "null|missing"),
        error(
            "null_array",
            PIXELS,
            () ->
                pixels(col("dose"))
                    .withColumn("pixels", when(col("row").notEqual(9), col("pixels"))),
            "pixels",
            "null|missing"),
        error(
            "uneven_arrays",
            PIXELS,
            () ->
                pixels(col("dose"))
                    .withColumn(
                        "pixels",
                        when(col("row").equalTo(9), expr("slice(pixels, 1, 3)"))
                            .otherwise(col("pixels"))),
            "pixels",
            "\\b4\\b",
            "\\b3\\b"),
        error(
            "empty_arrays",
            PIXELS,
            () -> good().withColumn("pixels", expr("array_repeat(1.0D, 0)")),
            "pixels",
            "empty|0"),
        error(
            "nested_array",
            PIXELS,
            () -> good().withColumn("pixels", expr("array(array(age, dose), array(dose, age))")),
            "pixels",
            "array"),
        error("sparse_index_outside", "data.features=[v]", () -> vectors(true), "\\bv\\b", "index"),
        error("feature_twice", "data.features=[age, dose, age]", () -> good(), "age", "twice"),
        error("missing_feature", "data.features=[age, dos]", () -> good(), "dos\\b", "dose"),
        error("no_features", "data.features=[]", () -> good().select("row", "score"), "feature"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void aColumnThatCannotBeLearntFromIsNamedAndNothingIsWritten(
      String name, Supplier<Dataset<Row>> damaged, String override, List<String> patterns) {
    Path table = bench.write(name + ".parquet", damaged.get());
    Map<String, String> before = bench.listing();

    Run run = bench.train(table, override);

    run.isOneLineThatNames(patterns);
    assertThat(bench.listing()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"duplicate_column, Dosf, dose", "case_twin_columns, Dosf, Dose"})
  void twoColumnsOfOneNameAreAnErrorThatNamesThem(String name, String from, String to) {
    Path table =
        bench.write(name + ".parquet", good().withColumn("Dosf", col("dose").plus(lit(1))));
    // Spark writes no such table, others do.
    Workbench.patch(table, from, to);
    Map<String, String> before = bench.listing();

    bench.train(table).isOneLineThatNames(List.of("(?i)\\bdose\\b"));

    assertThat(bench.listing()).isEqualTo(before);
  }

  @Test
  void wordsAreLearntFromEachALevelOfItsOwn() {
    Path table =
        bench.write(
            "untidy_categories.parquet",
            good()
                .withColumn(
                    "site",
                    expr("element_at(array('north', ' north', 'North', '', null), row % 5 + 1)")));

    Run run = bench.train(table, "data.features=[age, dose, site]");

    bench.isGood(run, table);
    assertThat(run.err()).contains("network  7 ->"); // four words and null beside two numbers
  }

  @Test
  void aColumnOfIdsIsHashedAndNamed() {
    Path table =
        bench.write(
            "id_as_category.parquet", good().withColumn("name", expr("concat('patient ', row)")));

    Run run = bench.train(table, "data.features=[age, dose, name]");

    bench.isGood(run, table);
    assertThat(run.err()).containsPattern("warning: .*name has 200 different words");
  }

  @Test
  void datesAndTimestampsAreLearntFrom() {
    Path table =
        bench.write(
            "dates.parquet",
            good()
                .withColumn("born", expr("date_from_unix_date(row)"))
                .withColumn("seen", expr("timestamp_seconds(row * 5000)")));

    Run run = bench.train(table, "data.features=[age, dose, born, seen]");

    bench.isGood(run, table);
    assertThat(run.err()).contains("network  14 ->");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"mean, 3", "indicator, 4"})
  void aNumberThatIsMissingIsFilledIn(String missing, int inputs) {
    Path table = bench.write("nulls.parquet", nulls("age", 3));

    Run run = bench.train(table, "data.missing=" + missing);

    bench.isGood(run, table);
    assertThat(run.err()).contains("network  %d ->".formatted(inputs));
  }

  @Test
  void rowsThatLackAValueMayBeLeftOut() {
    Path table = bench.write("nulls.parquet", nulls("age", 3));

    Run run = bench.train(table, "data.missing=skip");

    assertThat(run.json().get("loss").isNumber()).isTrue();
    assertThat(run.err()).contains("warning: 3 rows lack a value", "data  197 examples");
    assertThat(bench.predict(table).status()).isZero();
    assertThat(bench.predictions().count()).isEqualTo(197);
  }

  @ParameterizedTest(name = "dose of the order of {0}")
  @CsvSource({"1e25", "1e-30", "1e100", "1e-100"})
  void aFeatureOfAnySizeIsLearntFromAsWell(double size) {
    Path table = bench.write("sized.parquet", multiplied(size));

    JsonNode json = bench.isGood(bench.train(table, "data.validation=" + table), table);

    assertThat(json.get("validation").get("r2").asDouble()).isBetween(0.96, 0.99);
  }

  @ParameterizedTest
  @CsvSource({"standard", "min-max", "none"})
  void aConstantFeatureDoesNoHarm(String scaling) {
    Path table = bench.write("constant.parquet", good().withColumn("dose", lit(5.0)));

    Run run =
        bench.train(table, "data.scaling=" + scaling, "training.optimizer.learning-rate=0.0001");

    bench.isGood(run, table);
    assertThat(run.err()).containsPattern("warning: .*dose");
  }

  @Test
  void aNameMayHoldAnyCharacter() {
    Path table =
        bench.write(
            "odd_names.parquet",
            good()
                .select(
                    col("row"),
                    col("score"),
                    col("age").as("a.b"),
                    col("dose").as("body mass (g)"),
                    col("weight").as("back`tick"),
                    col("age").plus(col("dose")).as(" lead"),
                    col("dose").as("a=b"),
                    col("weight").as("größe, \"cm\"")));

    bench.isGood(bench.train(table, "data.features=[]"), table);

    assertThat(bench.predictions().columns())
        .contains("a.b", "body mass (g)", "back`tick", " lead", "a=b", "größe, \"cm\"");
  }

  @Test
  void aLabelWithADotIsAColumnAndNoField() {
    Path table = bench.write("dot.parquet", good().withColumnRenamed("score", "the.score"));

    bench.isGood(bench.train(table, "data.label=\"the.score\""), table);
  }

  @Test
  void everyTypeOfNumberIsLearntFrom() {
    Path table =
        bench.write(
            "types.parquet",
            good()
                .select(
                    col("row"),
                    col("score"),
                    col("age").cast("byte").as("byte"),
                    col("age").cast("short").as("short"),
                    col("dose").cast("int").as("int"),
                    col("dose").cast("long").as("long"),
                    col("weight").cast("float").as("float"),
                    col("dose").as("double"),
                    col("weight").cast("decimal(10,3)").as("decimal"),
                    col("weight").cast("decimal(38,10)").as("wide"),
                    col("dose").gt(5).as("boolean")));

    JsonNode json =
        bench.isGood(bench.train(table, "data.features=[]", "data.validation=" + table), table);

    assertThat(json.get("validation").get("r2").asDouble()).isGreaterThan(0.95);
  }

  @Test
  void arraysAndVectorsAreLearntFromAsTheirNumbersAre() {
    Path arrays = bench.write("arrays.parquet", pixels(col("dose")));
    Path vectors = bench.write("vectors.parquet", vectors(false));

    JsonNode json = bench.isGood(bench.train(arrays, PIXELS, "data.validation=" + arrays), arrays);

    assertThat(json.get("validation").get("r2").asDouble()).isGreaterThan(0.95);
    assertThat(bench.train(vectors, "data.features=[v]", "output=" + bench.path("v")).json())
        .isNotNull();
  }

  @Test
  void capitalsInANameDoNotMatterJustAsToSpark() {
    Path table = bench.write("good.parquet", good());

    bench.isGood(bench.train(table, "data.features=[age, Dose, weight]"), table);
  }

  @Test
  void aColumnNamedPredictionIsNotOverwritten() {
    Path table = bench.write("taken.parquet", good().withColumn("prediction", lit(7.5)));
    assertThat(bench.train(table).status()).isZero();
    Map<String, String> before = bench.listing();

    Run run = bench.predict(table);

    run.isOneLineThatNames(List.of("prediction"));
    assertThat(bench.listing()).isEqualTo(before);
  }

  private static Arguments error(String name, Supplier<Dataset<Row>> table, String... patterns) {
    return error(name, "data.features=[age, dose, weight]", table, patterns);
  }

  private static Arguments error(
      String name, String override, Supplier<Dataset<Row>> table, String... patterns) {
    return Arguments.of(name, table, override, List.of(patterns));
  }

  private static Dataset<Row> multiplied(double size) {
    return good().withColumn("dose", col("dose").multiply(size));
  }

  private static Dataset<Row> infinite() {
    return replace(
        replace(good(), "dose", 5, 6, Double.POSITIVE_INFINITY),
        "dose",
        6,
        7,
        Double.NEGATIVE_INFINITY);
  }

  private static Dataset<Row> nulls(String column, int count) {
    return good().withColumn(column, when(col("row").geq(count), col(column)));
  }

  /** Four numbers in an array, the third being given. */
  private static Dataset<Row> pixels(Column third) {
    return good().withColumn("pixels", array(col("age"), col("weight"), third, lit(1.0)));
  }

  private static Dataset<Row> vectors(boolean damaged) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Workbench.ROWS; i++) {
      Object vector =
          i == 9 && damaged
              ? new TooLong()
              : i % 2 == 0
                  ? Vectors.dense(i, 0, 1, 2)
                  : Vectors.sparse(4, new int[] {0, 3}, new double[] {i, 1});
      rows.add(RowFactory.create(i, 0.5 * i, vector));
    }
    return SharedSpark.session()
        .createDataFrame(
            rows,
            new StructType(
                new StructField[] {
                  DataTypes.createStructField("row", DataTypes.IntegerType, false),
                  DataTypes.createStructField("score", DataTypes.DoubleType, false),
                  DataTypes.createStructField("v", SQLDataTypes.VectorType(), true)
                }));
  }

  /** A sparse vector of size 4 with a value at place 7, as a careless writer leaves it. */
  private static final class TooLong extends SparseVector {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super(10, new int[] {0, 7}, new double[] {1, 1});
    }

    @Override
    public int size() {
      return 4;
    }
  }
}
