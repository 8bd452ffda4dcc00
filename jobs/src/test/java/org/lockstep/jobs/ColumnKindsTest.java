package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.ColumnTables.multiplied;
import static org.lockstep.jobs.ColumnTables.nulls;
import static org.lockstep.jobs.ColumnTables.pixels;
import static org.lockstep.jobs.ColumnTables.vectors;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training accepts every kind of column, with any name, size and missing values. */
@Tag("spark")
class ColumnKindsTest {
  private static final String PIXELS = "data.features=[pixels]";

  private final Workbench bench;

  ColumnKindsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @Test
  void stringColumnsAreOneHotEncoded() {
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
  void aColumnOfIdsIsHashedWithAWarning() {
    Path table =
        bench.write(
            "id_as_category.parquet", good().withColumn("name", expr("concat('patient ', row)")));

    Run run = bench.train(table, "data.features=[age, dose, name]");

    bench.isGood(run, table);
    assertThat(run.err())
        .containsPattern(
            "warning: .*name has 200 different words, hashed into 64 inputs, which \\d+ of them share");
  }

  @Test
  void datesAndTimestampsAreFeatures() {
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
  void missingNumbersAreImputed(String missing, int inputs) {
    Path table = bench.write("nulls.parquet", nulls("age", 3));

    Run run = bench.train(table, "data.missing=" + missing);

    bench.isGood(run, table);
    assertThat(run.err()).contains("network  %d ->".formatted(inputs));
  }

  @Test
  void rowsWithMissingValuesCanBeSkipped() {
    Path table = bench.write("nulls.parquet", nulls("age", 3));

    Run run = bench.train(table, "data.missing=skip");

    assertThat(run.json().get("loss").isNumber()).isTrue();
    assertThat(run.err()).contains("warning: 3 rows lack a value", "data  197 examples");
    assertThat(bench.predict(table).status()).isZero();
    assertThat(bench.predictions().count()).isEqualTo(197);
  }

  @ParameterizedTest(name = "dose of the order of {0}")
  @CsvSource({"1e25", "1e-30", "1e100", "1e-100"})
  void theMagnitudeOfAFeatureDoesNotMatter(double size) {
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
  void aColumnNameMayContainAnyCharacter() {
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
  void aLabelWithADotIsAColumnNotANestedField() {
    Path table = bench.write("dot.parquet", good().withColumnRenamed("score", "the.score"));

    bench.isGood(bench.train(table, "data.label=\"the.score\""), table);
  }

  @Test
  void everyNumericTypeIsAFeature() {
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
  void arraysAndVectorsTrainLikeSeparateNumericColumns() {
    Path arrays = bench.write("arrays.parquet", pixels(col("dose")));
    Path vectors = bench.write("vectors.parquet", vectors(false));

    JsonNode json = bench.isGood(bench.train(arrays, PIXELS, "data.validation=" + arrays), arrays);

    assertThat(json.get("validation").get("r2").asDouble()).isGreaterThan(0.95);
    assertThat(bench.train(vectors, "data.features=[v]", "output=" + bench.path("v")).json())
        .isNotNull();
  }

  @Test
  void columnNamesAreCaseInsensitiveAsInSpark() {
    Path table = bench.write("good.parquet", good());

    bench.isGood(bench.train(table, "data.features=[age, Dose, weight]"), table);
  }
}
