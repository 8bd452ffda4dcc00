package org.lockstep.jobs;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.replace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("spark")
class BadPredictionInputsTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private static Path shared;

  private final Workbench bench;

  BadPredictionInputsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @BeforeAll
  static void train() {
    Workbench first = new Workbench(shared);
    first.train(first.write("good.parquet", good()), CLASSIFICATION).json();
  }

  @BeforeEach
  void copyTheModel() throws IOException {
    FileUtils.copyDirectory(shared.resolve("model").toFile(), bench.path("model").toFile());
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        error("predict_missing_column", () -> good().drop("dose"), "dose"),
        error(
            "predict_string_for_number",
            () -> good().withColumn("age", col("age").cast("string")),
            "age",
            "string|text"),
        error(
            "predict_array_for_number",
            () -> good().withColumn("age", array(col("age"), col("age"))),
            "age",
            "array|2 values"),
        error("predict_nan", () -> replace(good(), "dose", 57, 58, Double.NaN), "dose", "NaN"),
        error(
            "predict_null",
            () -> good().withColumn("dose", when(col("row").geq(3), col("dose"))),
            "dose",
            "null|missing"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void invalidRowsAreNamedInTheErrorAndNothingIsWritten(
      String name, Supplier<Dataset<Row>> damaged, List<String> patterns) {
    Path table = bench.write(name + ".parquet", damaged.get());
    Map<String, String> before = bench.listing();

    bench.predict(table).isOneLineThatNames(patterns);

    assertThat(bench.listing()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("errors")
  void invalidRowsAreAnErrorOfEvaluate(
      String name, Supplier<Dataset<Row>> damaged, List<String> patterns) {
    Path table = bench.write(name + ".parquet", damaged.get());

    evaluate(table).isOneLineThatNames(patterns);
  }

  @Test
  void predictNeedsNoLabelIgnoresColumnOrderAndKeepsOtherColumns() {
    Path table =
        bench.write(
            "predict_extra_no_label.parquet",
            good()
                .select(
                    col("row"),
                    lit("x").as("more"),
                    col("weight"),
                    col("dose").cast("float").as("dose"),
                    col("row").as("id"),
                    col("age")));

    Run run = bench.predict(table);

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out()).contains("rows  200");
    assertThat(bench.predictions().columns())
        .startsWith("more", "weight", "dose", "id", "age")
        .contains("prediction", "probability");
    assertThat(bench.predictions().where("prediction is not null").count()).isEqualTo(200);
    assertThat(bench.predictions().select("id").distinct().count()).isEqualTo(200);
  }

  @Test
  void anEmptyTableHasNoPredictions() {
    Path table = bench.write("predict_no_rows.parquet", good().where("row < 0"));

    Run run = bench.predict(table);

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out()).contains("rows  0");
    assertThat(bench.predictions().columns()).contains("age", "prediction");
    assertThat(bench.predictions().count()).isZero();
  }

  @Test
  void existingPredictionsAreNotOverwritten() throws IOException {
    Path table = bench.write("good.parquet", good());
    Files.createDirectory(bench.path("predictions"));
    Map<String, String> before = bench.listing();

    bench.predict(table).isOneLineThatNames(List.of("predictions", "exists"));

    assertThat(bench.listing()).isEqualTo(before);
  }

  @Test
  void aMissingModelIsAnError() {
    Path table = bench.write("good.parquet", good());

    Run run =
        Run.lockstep(
            "predict",
            bench.path("nowhere").toString(),
            table.toString(),
            "--output",
            bench.path("predictions").toString());

    run.isOneLineThatNames(List.of("model", "nowhere"));
    assertThat(bench.path("predictions")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "weights.safetensors"})
  void aModelWithAMissingOrTruncatedFileIsAnError(String name) throws IOException {
    Path table = bench.write("good.parquet", good());
    Path file = bench.path("model").resolve(name);
    byte[] content = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(content, content.length / 2));
    bench.predict(table).isOneLineThatNames(List.of("model", name));
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    bench.predict(table).isOneLineThatNames(List.of("model"));
    Files.delete(file);
    bench.predict(table).isOneLineThatNames(List.of("model", name));

    assertThat(bench.path("predictions")).doesNotExist();
  }

  @Test
  void labelsAbsentFromTrainingAreAnErrorOfEvaluate() {
    Path table = bench.write("unseen.parquet", replace(good(), "outcome", 3, 5, 7));

    evaluate(table).isOneLineThatNames(List.of("outcome", "7"));
  }

  private Run evaluate(Path table) {
    return Run.lockstep("evaluate", bench.path("model").toString(), table.toString());
  }

  private static Arguments error(String name, Supplier<Dataset<Row>> table, String... patterns) {
    return Arguments.of(name, table, List.of(patterns));
  }
}
