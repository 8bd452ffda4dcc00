package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.ml.LockstepRegressionModel;
import org.lockstep.ml.LockstepRegressor;

/** Settings of single columns, and of the target's transform, on the command line. */
@Tag("spark")
class ColumnSettingsTest {
  private static final String[] SETTINGS = {
    "data.label=weight",
    "data.features=[age, dose, site]",
    "data.target-transform=log1p",
    "data.columns={ age { transform = sqrt, scaling = none }, dose { transform = log1p } }",
    "data.columns.dose.missing=mean",
    "training.epochs=5"
  };

  private final Workbench bench;
  private final Path table;

  ColumnSettingsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
    table =
        bench.write(
            "table.parquet", good().withColumn("dose", when(col("row").gt(3), col("dose"))));
  }

  @Test
  void eachColumnIsTreatedAsItsSettingsSayAndTheCommandsNameIt() {
    Run validated = validate(SETTINGS);
    assertThat(validated.status()).as("%s", validated).isZero();
    assertThat(validated.out().lines())
        .anyMatch(line -> line.startsWith("label  weight double, log1p: 3.9"))
        .anyMatch(line -> line.startsWith("feature  age double, sqrt, scaling = none: 4."))
        .anyMatch(line -> line.startsWith("feature  dose double, log1p, missing = mean: 0."));

    Run run = bench.train(table, SETTINGS);
    assertThat(run.status()).as("%s", run).isZero();
    Run inspected = Run.lockstep("inspect", bench.path("model").toString());

    assertThat(inspected.out())
        .containsPattern("age +double +1 +sqrt of number +error +- +none")
        .containsPattern("dose +double +1 +log1p of number +mean +- +\\(x - ")
        .containsPattern("log1p of weight +4\\.")
        .containsPattern("data\\.columns\\.dose\\.transform +log1p")
        .containsPattern("data\\.target-transform +log1p");
    JsonNode json = Run.lockstep("inspect", bench.path("model").toString(), "--json").json();
    assertThat(json.toString()).contains("\"transform\":\"sqrt\"", "\"transform\":\"log1p\"");
    assertThat(bench.predict(table).status()).isZero();
    assertThat(bench.predictions().where("prediction between 40 and 110").count()).isEqualTo(200);
    Run resumed =
        Run.lockstep(
            "resume",
            bench.path("model").toString(),
            "--set",
            "data.columns.age.transform=none",
            "--set",
            "training.epochs=6");
    assertThat(resumed.status()).isEqualTo(2);
    assertThat(resumed.err()).contains("the columns, their scaling or the labels have changed");
  }

  private Run validate(String... settings) {
    Path file = bench.settings();
    List<String> command = new java.util.ArrayList<>(List.of("validate", file.toString()));
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    command.addAll(List.of("--set", "data.train=" + table, "--set", "output=" + bench.path("m")));
    return Run.lockstep(command.toArray(String[]::new));
  }

  @Test
  void anEstimatorGivesTheSameBits() {
    JsonNode json = bench.train(table, SETTINGS).json();

    LockstepRegressionModel model =
        new LockstepRegressor()
            .setLabelCol("weight")
            .setFeaturesCols(new String[] {"age", "dose", "site"})
            .setHiddenLayers(new int[] {16})
            .setBatchSize(32)
            .setMaxIter(5)
            .withSetting("solver", "sgd")
            .setStepSize(0.1)
            .withSetting("labelTransform", "log1p")
            .withSetting(
                "columns",
                "{\"age\": {\"transform\": \"sqrt\", \"scaling\": \"none\"}, \"dose\":"
                    + " {\"transform\": \"log1p\", \"missing\": \"mean\"}}")
            .fit(SharedSpark.session().read().parquet(table.toString()));

    assertThat(model.digest()).isEqualTo(json.get("digest").asText());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "data.columns.doze.transform=log1p | doze, which is no feature | nearest is dose",
        "data.columns.site.transform=log1p | transform for column site, which holds words | remove",
        "data.columns.site.scaling=none | scaling for column site, which holds words | remove",
        "data.columns.dose.transform=log | transform of dose is log | nearest is log1p",
        "data.columns.dose.transfrom=log1p | dose has transfrom | nearest is transform",
        "data.columns=log1p | data.columns is log1p | a block of columns",
        "data.target-transform=sqrt | data.target-transform is sqrt | none, log1p"
      })
  void aMistakeIsOneLine(String setting, String found, String fix) {
    Run run = bench.train(table, "data.features=[age, dose, site]", "data.missing=mean", setting);

    run.isOneLineThatNames(List.of(found, fix));
  }

  @Test
  void numbersOutsideOfATransformAreOneLineWithTheirCount() {
    Path below =
        bench.write(
            "below.parquet",
            good().withColumn("dose", when(col("row").lt(3), lit(-4.5)).otherwise(col("dose"))));

    bench
        .train(below, "data.columns.dose.transform=sqrt")
        .isOneLineThatNames(
            List.of(
                "column dose has numbers that sqrt is not defined for, such as -4\\.5, in 3 places",
                "below\\.parquet",
                "sqrt takes numbers of 0 or more",
                "data\\.columns"));
    bench
        .train(below, "data.label=dose", "data.features=[age]", "data.target-transform=log1p")
        .isOneLineThatNames(
            List.of(
                "column dose has numbers that log1p",
                "-4\\.5, in 3 places",
                "data\\.target-transform"));
    assertThat(
            bench
                .train(
                    table,
                    "data.features=[age, dose]",
                    "data.missing=mean",
                    "data.columns.dose.transform=sqrt",
                    "training.epochs=1")
                .status())
        .isZero();
    bench
        .predict(below)
        .isOneLineThatNames(List.of("dose has numbers that sqrt is not defined for", "below"));
  }

  @Test
  void classesHaveNoTransform() {
    bench
        .train(
            table,
            "training.task=classification",
            "data.label=site",
            "data.features=[age]",
            "data.target-transform=log1p")
        .isOneLineThatNames(List.of("data\\.target-transform is log1p", "classes"));
  }
}
