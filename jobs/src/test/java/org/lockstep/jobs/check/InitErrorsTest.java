package org.lockstep.jobs.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.io.IOException;
import java.nio.file.Files;
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
import org.lockstep.jobs.Workbench;

@Tag("spark")
class InitErrorsTest {
  private final Workbench bench;
  private final InitBench settings;

  InitErrorsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
    settings = new InitBench(bench);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            () -> good(),
            "--overwrite",
            "the label is not clear",
            "outcome \\(named as outcomes are, few different values\\), score \\(named as measures",
            "--label outcome"),
        mistake(() -> good(), "--label=outcom", "column outcom does not exist", "outcome"),
        mistake(
            () -> good().withColumn("day", expr("date_from_unix_date(row)")),
            "--label=day",
            "day",
            "date"),
        mistake(
            () -> good().drop("outcome").withColumn("y", when(col("row").geq(3), col("score"))),
            "--overwrite",
            "column y",
            "missing",
            "3"),
        mistake(() -> good().where("row < 0"), "--label=score", "no rows"),
        mistake(() -> good().where("row < 1"), "--label=score", "only one row"),
        mistake(() -> good().withColumn("one", lit("a")), "--label=one", "only one class"),
        mistake(
            () -> good().select(expr("concat(site, row)").as("name"), col("score")),
            "--label=score",
            "can be a feature",
            "name: a different text in most rows"),
        mistake(
            () -> good().select(lit(1).as("a"), expr("concat('n', row)").as("b")),
            "--overwrite",
            "can be a label"));
  }

  private static Arguments mistake(
      Supplier<Dataset<Row>> table, String option, String... patterns) {
    return Arguments.of(table, option, List.of(patterns));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("mistakes")
  void aTableThatCannotBeTrainedOnIsOneLineAndNothingIsWritten(
      Supplier<Dataset<Row>> broken, String option, List<String> patterns) {
    Path table = bench.write("broken.parquet", broken.get());
    Map<String, String> before = bench.listing();

    settings.init(table, option).isOneLineThatNames(patterns);

    assertThat(bench.listing()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none.parquet", "text.parquet"})
  void aPathThatIsNotATableIsAnErrorThatNamesIt(String name) throws IOException {
    Files.writeString(bench.path("text.parquet"), "a,b\n1,2\n");

    settings.init(bench.path(name)).isOneLineThatNames(List.of(name));

    assertThat(settings.file()).doesNotExist();
  }

  @Test
  void anExistingFileIsReplacedOnlyWithOverwrite() throws IOException {
    Path table = bench.write("good.parquet", good());
    Files.writeString(settings.file(), "mine");
    Map<String, String> before = bench.listing();

    settings.init(table).isOneLineThatNames(List.of("first\\.conf exists", "--overwrite"));

    assertThat(bench.listing()).isEqualTo(before);
    assertThat(settings.init(table, "--overwrite", "--label", "outcome").status()).isZero();
    assertThat(settings.text()).contains("label = outcome");
  }
}
