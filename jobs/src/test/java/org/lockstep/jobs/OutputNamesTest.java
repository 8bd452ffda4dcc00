package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** If the table has a column with the name of an output column, options rename the output. */
@Tag("spark")
class OutputNamesTest {
  private static final String[] REGRESSION = {};

  private final Workbench bench;

  OutputNamesTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private Path trained(String[] task, String column) {
    Path table = bench.write("table.parquet", good().withColumn(column, col("dose").plus(lit(1))));
    Run run = bench.train(table, with(task, "data.features=[age, \"%s\", site]".formatted(column)));
    assertThat(run.status()).as("%s", run).isZero();
    return table;
  }

  private Run predict(Path table, String... options) {
    String[] command = {
      "predict",
      bench.path("model").toString(),
      table.toString(),
      "--output",
      bench.path("predictions").toString()
    };
    return Run.lockstep(with(command, options));
  }

  private Run export(String... options) {
    String[] command = {
      "export",
      bench.path("model").toString(),
      "--output",
      bench.path("model.onnx").toString(),
      "--overwrite"
    };
    return Run.lockstep(with(command, options));
  }

  private static String[] task(String name) {
    return name.equals("classes") ? CLASSIFICATION : REGRESSION;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "classes, prediction, --prediction-column",
    "classes, Prediction, --prediction-column",
    "classes, probability, --probability-column",
    "classes, PROBABILITY, --probabilities-column",
    "numbers, prediction, --prediction-column",
    "numbers, PREDICTION, --prediction-column"
  })
  void aFeatureNamedAsAnOutputColumnIsPredictedWithAnotherOutputName(
      String task, String column, String option) throws Exception {
    Path table = trained(task(task), column);
    Map<String, String> before = bench.listing();

    Run warned = bench.train(table, with(task(task), "overwrite=true", features(column)));
    assertThat(warned.err())
        .containsPattern("warning: column %s has the name .*-column NAME".formatted(column));
    predict(table).isOneLineThatNames(List.of(column, "--p.*-column"));
    assertThat(bench.listing().keySet()).isEqualTo(before.keySet());

    Run predicted = predict(table, option, "answer");
    assertThat(predicted.status()).as("%s", predicted).isZero();
    assertThat(bench.predictions().columns()).contains(column, "answer");
    assertThat(bench.predictions().where("answer is not null").count()).isEqualTo(200);
    Run evaluated = Run.lockstep("evaluate", bench.path("model").toString(), table.toString());
    assertThat(evaluated.status()).as("%s", evaluated).isZero();
  }

  private static String features(String column) {
    return "data.features=[age, \"%s\", site]".formatted(column);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "classes, label, --label-column",
    "classes, probabilities, --probabilities-column",
    "classes, valid, --valid-column",
    "numbers, prediction, --prediction-column",
    "numbers, valid, --valid-column"
  })
  void aFeatureNamedAsAnOnnxOutputIsExportedWithAnotherOutputName(
      String task, String column, String option) {
    Path table = trained(task(task), column);

    Run warned = bench.train(table, with(task(task), "overwrite=true", features(column)));
    assertThat(warned.err()).containsPattern("warning: an export .*%s another".formatted(option));
    export().isOneLineThatNames(List.of(column, "give " + option));
    assertThat(Files.exists(bench.path("model.onnx"))).isFalse();

    Run exported = export(option, "_other");
    assertThat(exported.status()).as("%s", exported).isZero();
    assertThat(bench.path("model.onnx")).isNotEmptyFile();
  }

  @Test
  void aFeatureNamedAsTheInputOfAMissingValueNeedsAnotherSuffixWhereThereAreSuchInputs() {
    // the training rows lack no site, so that a null site is filled in
    Path table = trained(REGRESSION, "site_missing");

    Run trained = bench.train(table, with(REGRESSION, "overwrite=true", features("site_missing")));
    assertThat(trained.err()).doesNotContain("an export");
    export("--inputs", "marked").isOneLineThatNames(List.of("site_missing", "--missing-suffix"));
    Run exported = export("--inputs", "marked", "--missing-suffix", "_other");
    assertThat(exported.out()).contains("site_other", "bool").doesNotContain("int64");
    assertThat(export("--overwrite").out()).doesNotContain("bool    (N, 1)");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"predictions", "predicted", "prediction_", "Label", "Valid", "probabilitie"})
  void featureNamesSimilarToOutputColumnsAreAllowed(String column) {
    Path table = trained(CLASSIFICATION, column);

    Run run = bench.train(table, with(CLASSIFICATION, "overwrite=true", features(column)));

    assertThat(run.err()).doesNotContain("has the name of", "needs another name");
    assertThat(predict(table).status()).isZero();
    assertThat(export().status()).isZero();
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvSource({
    "--prediction-column, Age, --probability-column, p, a column age",
    "--prediction-column, p, --probability-column, P, two columns of predictions",
    "--prediction-column, p, --probability-column, SITE, a column site",
    "--prediction-column, ' ', --probability-column, p, blank"
  })
  void clashingOutputColumnNamesAreRefused(
      String option, String name, String other, String otherName, String pattern) {
    Path table = trained(CLASSIFICATION, "more");

    predict(table, option, name, other, otherName)
        .isOneLineThatNames(List.of(pattern, "--prediction-column"));

    assertThat(Files.exists(bench.path("predictions"))).isFalse();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "--valid-column, label, label",
    "--label-column, age, age",
    "--probabilities-column, valid, valid",
    "--missing-suffix, ' ', blank",
    "--prediction-column, p, no such output"
  })
  void clashingOnnxOutputNamesAreRefused(String option, String name, String pattern) {
    trained(CLASSIFICATION, "more");

    export(option, name).isOneLineThatNames(List.of(pattern, "--"));

    assertThat(Files.exists(bench.path("model.onnx"))).isFalse();
  }

  @Test
  void namesOfAbsentOutputColumnsAreRefused() {
    Path table = trained(REGRESSION, "more");

    predict(table, "--probability-column", "p").isOneLineThatNames(List.of("no probabilities"));
    export("--label-column", "l")
        .isOneLineThatNames(List.of("no such output", "--prediction-column"));
    export("--format", "json", "--valid-column", "v").isOneLineThatNames(List.of("only onnx"));
  }

  @Test
  void outputNamesThatDifferInCaseOnlyClashWhateverTheSessionsCaseSensitivity() {
    Path table = trained(CLASSIFICATION, "Prediction");
    SharedSpark.session().conf().set("spark.sql.caseSensitive", "true");
    try {
      predict(table).isOneLineThatNames(List.of("Prediction already", "--prediction-column"));

      Run run = predict(table, "--prediction-column", "guess");
      assertThat(run.status()).as("%s", run).isZero();
      assertThat(bench.predictions().columns()).contains("Prediction", "guess");
    } finally {
      SharedSpark.session().conf().unset("spark.sql.caseSensitive");
    }
  }
}
