package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.replace;
import static org.lockstep.jobs.Workbench.with;

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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("spark")
class BadLabelsTest {
  private static final String[] REGRESSION = {};

  private final Workbench bench;

  BadLabelsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @Test
  void aValidTableTrains() {
    Path table = bench.write("good.parquet", good());

    JsonNode json =
        bench.isGood(bench.train(table, with(CLASSIFICATION, "data.validation=" + table)), table);

    assertThat(json.get("validation").get("accuracy").asDouble()).isBetween(0.85, 0.97);
    assertThat(labelsPredicted()).containsExactly("0", "1", "2");
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        error(
            "nan_label",
            REGRESSION,
            () -> replace(good(), "score", 57, 58, Double.NaN),
            "score",
            "NaN"),
        error(
            "null_label",
            CLASSIFICATION,
            () -> good().withColumn("outcome", when(col("row").geq(2), col("outcome"))),
            "outcome",
            "null|missing",
            "2"),
        error(
            "label_string_in_regression",
            new String[] {"data.label=outcome"},
            () -> good().withColumn("outcome", expr("concat('grade ', outcome)")),
            "outcome",
            "string|text",
            "classification|number"),
        error(
            "label_fraction",
            new String[] {"training.task=classification"},
            () -> good(),
            "score",
            "regression|whole|integer|class"),
        error(
            "label_out_of_range",
            with(CLASSIFICATION, "data.classes=3"),
            () -> replace(good(), "outcome", 3, 5, 7),
            "outcome",
            "7",
            "3"),
        error(
            "label_date",
            CLASSIFICATION,
            () -> good().withColumn("outcome", expr("date_from_unix_date(row)")),
            "outcome",
            "date"),
        error(
            "label_array",
            CLASSIFICATION,
            () -> good().withColumn("outcome", expr("array(outcome)")),
            "outcome",
            "array"),
        error(
            "label_of_one_class",
            CLASSIFICATION,
            () -> good().withColumn("outcome", lit(1)),
            "outcome",
            "class"),
        error("one_row", CLASSIFICATION, () -> good().where("row = 0"), "row|example"),
        error("one_row_regression", REGRESSION, () -> good().where("row = 0"), "row|example"),
        error("no_rows", REGRESSION, () -> good().where("row < 0"), "rows|examples|empty"),
        error(
            "missing_label_column",
            new String[] {"training.task=classification", "data.label=outcom"},
            () -> good(),
            "outcom\\b",
            "outcome"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void anUnusableLabelIsNamedInTheErrorAndNothingIsWritten(
      String name, Supplier<Dataset<Row>> damaged, String[] overrides, List<String> patterns) {
    Path table = bench.write(name + ".parquet", damaged.get());
    Map<String, String> before = bench.listing();

    Run run = bench.train(table, overrides);

    run.isOneLineThatNames(patterns);
    assertThat(bench.listing()).isEqualTo(before);
  }

  @Test
  void stringLabelsArePredictedAsStrings() {
    Path table =
        bench.write(
            "label_digits_as_text.parquet",
            good().withColumn("outcome", col("outcome").cast("string")));

    bench.isGood(bench.train(table, CLASSIFICATION), table);

    assertThat(bench.predictions().schema().apply("prediction").dataType().typeName())
        .isEqualTo("string");
    assertThat(labelsPredicted()).containsExactly("0", "1", "2");
  }

  @Test
  void labelsNeedNotBeIndicesFromZero() {
    Path table =
        bench.write(
            "label_minus_one.parquet", good().withColumn("outcome", expr("if(score > 10, 1, -1)")));

    JsonNode json =
        bench.isGood(bench.train(table, with(CLASSIFICATION, "data.validation=" + table)), table);

    assertThat(json.get("validation").get("accuracy").asDouble()).isGreaterThan(0.95);
    assertThat(labelsPredicted()).containsExactly("-1", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"outcome = 1", "cast(outcome AS double)", "cast(outcome AS byte)"})
  void everyTypeWithWholeValuesCanBeALabel(String type) {
    Path table = bench.write("typed.parquet", good().withColumn("outcome", expr(type)));

    bench.isGood(bench.train(table, CLASSIFICATION), table);

    Dataset<Row> predictions = bench.predictions();
    assertThat(predictions.schema().apply("prediction").dataType())
        .isEqualTo(predictions.schema().apply("outcome").dataType());
    assertThat(predictions.where("prediction = outcome").count()).isGreaterThan(120);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.validation=null", "data.validation=0.2", "data.validation=0.9"})
  void aClassWithOneRowTrainsWhetherTheRowIsForTrainingOrValidation(String validation) {
    Path table = bench.write("label_rare_class.parquet", replace(good(), "outcome", 100, 101, 3));

    bench.isGood(bench.train(table, with(CLASSIFICATION, validation)), table);
  }

  @Test
  void theNumberOfClassesMayExceedTheClassesInTheData() {
    Path table = bench.write("good.parquet", good());

    bench.isGood(bench.train(table, with(CLASSIFICATION, "data.classes=5")), table);
  }

  @Test
  void theSquaredErrorTrainsAClassifier() {
    Path table = bench.write("good.parquet", good());

    JsonNode json =
        bench.isGood(
            bench.train(
                table, with(CLASSIFICATION, "training.loss=l2", "data.validation=" + table)),
            table);

    assertThat(json.get("validation").get("accuracy").asDouble()).isGreaterThan(0.8);
  }

  @Test
  void severalTargetsTrainTogether() {
    Path table = bench.write("two.parquet", good().withColumn("half", expr("score / 2 - age")));

    Run run = bench.train(table, "data.label=[score, half]", "data.validation=" + table);

    assertThat(run.json().get("validation").get("r2").asDouble()).isGreaterThan(0.9);
    Run prediction = bench.predict(table);
    assertThat(prediction.status()).as("%s", prediction).isZero();
    assertThat(bench.predictions().where("size(prediction) = 2").count()).isEqualTo(Workbench.ROWS);
  }

  private List<String> labelsPredicted() {
    return bench
        .predictions()
        .select(col("prediction").cast("string"))
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static Arguments error(
      String name, String[] overrides, Supplier<Dataset<Row>> table, String... patterns) {
    return Arguments.of(name, table, overrides, List.of(patterns));
  }
}
