package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Missing values in a column that had none in training. */
@Tag("spark")
class MissingAfterTrainingTest {
  private final Workbench bench;

  MissingAfterTrainingTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  /** A column of every kind, each complete. */
  private static Dataset<Row> complete() {
    return good()
        .withColumn("truth", expr("row % 2 = 0"))
        .withColumn("day", expr("date_from_unix_date(row)"))
        .withColumn("time", expr("timestamp_seconds(row * 5000)"))
        .withColumn("pair", expr("array(age, dose)"))
        .withColumn("name", expr("concat('patient ', row)"));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "site, data.categories.missing=indicator",
    "name, data.categories.missing=indicator",
    "site, data.categories.missing=mean",
    "dose, data.missing=indicator",
    "dose, data.missing=mean",
    "truth, data.missing=indicator",
    "day, data.missing=indicator",
    "time, data.missing=indicator",
    "pair, data.missing=indicator"
  })
  void aValueMissingOnlyAfterTrainingIsImputedByTheMeanAndCounted(String column, String setting) {
    String features = "data.features=[age, %s]".formatted(column);
    bench.train(bench.write("table.parquet", complete()), features, setting).json();
    Path table =
        bench.write(
            "holes.parquet", complete().withColumn(column, when(col("row").geq(3), col(column))));

    Run predicted = bench.predict(table);
    assertThat(predicted.status()).as("%s", predicted).isZero();
    assertThat(predicted.out())
        .contains("rows  200", "filled in  " + column + ": 3 missing values by the mean");
    assertThat(bench.predictions().where("prediction is null or isnan(prediction)").count())
        .isZero();
    JsonNode evaluated =
        Run.lockstep("evaluate", bench.path("model").toString(), table.toString(), "--json").json();
    assertThat(evaluated.get("filled-in").get(column).asLong()).isEqualTo(3);
    assertThat(evaluated.get("examples").asLong()).isEqualTo(200);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "site, data.categories.missing=skip",
    "dose, data.missing=skip",
    "day, data.missing=skip",
    "pair, data.missing=skip"
  })
  void aRowWithAValueMissingOnlyAfterTrainingIsSkippedAndCounted(String column, String setting) {
    String features = "data.features=[age, %s]".formatted(column);
    bench.train(bench.write("table.parquet", complete()), features, setting).json();
    Path table =
        bench.write(
            "holes.parquet", complete().withColumn(column, when(col("row").geq(3), col(column))));

    assertThat(bench.predict(table).out()).contains("rows  197", "left out  3 rows that lack");
    JsonNode evaluated =
        Run.lockstep("evaluate", bench.path("model").toString(), table.toString(), "--json").json();
    assertThat(evaluated.get("left-out").asLong()).isEqualTo(3);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "site, data.categories.missing=error, data.categories.missing",
    "dose, data.missing=error, data.missing",
    "truth, data.missing=error, data.missing",
    "day, data.missing=error, data.missing",
    "pair, data.missing=error, data.missing"
  })
  void aValueMissingOnlyAfterTrainingIsAnErrorWithItsCount(
      String column, String setting, String key) {
    String features = "data.features=[age, %s]".formatted(column);
    bench.train(bench.write("table.parquet", complete()), features, setting).json();
    Path table =
        bench.write(
            "holes.parquet", complete().withColumn(column, when(col("row").geq(3), col(column))));

    bench
        .predict(table)
        .isOneLineThatNames(
            List.of("column " + column, "in 3 places", "train with " + key + " = mean"));
  }
}
