package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.ColumnTables.infinite;
import static org.lockstep.jobs.ColumnTables.multiplied;
import static org.lockstep.jobs.ColumnTables.nulls;
import static org.lockstep.jobs.ColumnTables.pixels;
import static org.lockstep.jobs.ColumnTables.vectors;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.replace;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
  void aValidTableTrains() {
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
  void anUnusableColumnIsNamedInTheErrorAndNothingIsWritten(
      String name, Supplier<Dataset<Row>> damaged, String override, List<String> patterns) {
    Path table = bench.write(name + ".parquet", damaged.get());
    Map<String, String> before = bench.listing();

    Run run = bench.train(table, override);

    run.isOneLineThatNames(patterns);
    assertThat(bench.listing()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"duplicate_column, Dosf, dose", "case_twin_columns, Dosf, Dose"})
  void duplicateColumnNamesAreAnErrorThatNamesThem(String name, String from, String to) {
    Path table =
        bench.write(name + ".parquet", good().withColumn("Dosf", col("dose").plus(lit(1))));
    // Spark writes no such table, others do.
    Workbench.patch(table, from, to);
    Map<String, String> before = bench.listing();

    bench.train(table).isOneLineThatNames(List.of("(?i)\\bdose\\b"));

    assertThat(bench.listing()).isEqualTo(before);
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
}
