package org.lockstep.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses, dropout and layer normalisation from the settings file, and gradcheck. */
@Tag("spark")
class NetworkSettingsTest {
  private final Workbench bench;

  NetworkSettingsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training.loss=cross-entropy training.label-smoothing=0.1 network.dropout=0.1",
        "training.loss=binary-cross-entropy network.activation=gelu",
        "training.loss=hinge network.layer-norm=true",
        "network.activation=selu network.parametric-activation=true network.dropout=0.15"
            + " network.dropout-schedule=flat-cosine network.initialization=data-driven"
            + " training.label-smoothing=0.1 training.parametrization=neural-tangent"
            + " training.optimizer.type=adamw training.optimizer.beta2=0.95"
            + " training.optimizer.weight-decay=0.02 training.optimizer.learning-rate=0.04"
            + " training.regularization.schedule=flat-cosine training.schedule.type=coslog4"
            + " training.learning-rate-factors.biases=0.1"
            + " training.learning-rate-factors.activations=0.1",
        "training.loss=mae training.epochs=60",
        "training.loss=huber training.epochs=60"
      })
  void everyClassificationLossTrains(String settings) {
    Path table = bench.write("good.parquet", good());
    String[] all = with(with(CLASSIFICATION, "data.validation=" + table), settings.split(" "));

    JsonNode json = bench.isGood(bench.train(table, all), table);

    assertThat(json.get("validation").get("accuracy").asDouble()).isGreaterThan(0.8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training.loss=mae network.activation=swish training.optimizer.learning-rate=0.02"
            + " training.epochs=60", // its steps do not become smaller by themselves
        "training.loss=huber training.huber-delta=0.3",
        "training.loss=l2 network.layer-norm=true network.activation=elu",
        "network.activation=mish network.parametric-activation=true"
            + " network.initialization=data-driven training.parametrization=neural-tangent"
            + " training.optimizer.type=adamw training.optimizer.learning-rate=0.2"
            + " training.optimizer.beta2=0.95 training.schedule.type=flat-cosine"
            + " training.schedule.from=0.25 training.schedule.end=0.01"
      })
  void everyRegressionLossTrains(String settings) {
    Path table = bench.write("good.parquet", good());

    JsonNode json =
        bench.isGood(
            bench.train(table, with(settings.split(" "), "data.validation=" + table)), table);

    assertThat(json.get("validation").get("r2").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void multiLabelTargetsTrainWithBinaryCrossEntropy() {
    Path table =
        bench.write(
            "labels.parquet",
            good()
                .withColumn("high", col("score").gt(10).cast("int"))
                .withColumn("low", col("score").lt(8).cast("int")));
    assertThat(
            bench
                .train(table, "data.label=[high, low]", "training.loss=binary-cross-entropy")
                .status())
        .isZero();

    List<Double> sureOfHigh = new ArrayList<>();
    for (Row row : predictions(table)) {
      List<Double> p = row.getList(0);
      assertThat(p).hasSize(2).allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
      sureOfHigh.add(row.getInt(1) == 1 ? p.get(0) : 1 - p.get(0));
    }
    assertThat(sureOfHigh.stream().filter(p -> p > 0.5).count())
        .isGreaterThan((long) (0.9 * Workbench.ROWS));
  }

  @Test
  void countsArePredictedAsRatesUnderPoisson() {
    Path table =
        bench.write(
            "counts.parquet", good().withColumn("high", functions.floor(col("dose")).cast("int")));
    assertThat(
            bench
                .train(
                    table,
                    "data.label=high",
                    "training.loss=poisson",
                    "training.optimizer.learning-rate=0.01")
                .status())
        .isZero();

    assertThat(predictions(table))
        .allSatisfy(row -> assertThat(row.getDouble(0)).isPositive())
        .filteredOn(row -> Math.abs(row.getDouble(0) - row.getInt(1)) < 1.5)
        .hasSizeGreaterThan((int) (0.8 * Workbench.ROWS));
  }

  private List<Row> predictions(Path table) {
    assertThat(bench.predict(table).status()).isZero();
    return SharedSpark.session()
        .read()
        .parquet(bench.path("predictions").toString())
        .select("prediction", "high")
        .collectAsList();
  }

  @Test
  void targetsOutsideTheDomainOfTheLossAreAnError() {
    Path table = bench.write("good.parquet", good());

    bench
        .train(table, "training.loss=binary-cross-entropy")
        .isOneLineThatNames(List.of("score", "0.0 to 1.0", "training.loss"));
  }

  @Test
  void gradcheckPassesForASoundNetworkAndFailsForADeadOne() {
    Path table = bench.write("good.parquet", good());
    Path file = bench.settings();
    List<String> args =
        List.of(
            "gradcheck",
            file.toString(),
            "--set=data.train=" + table,
            "--set=output=" + bench.path("model"));

    Run sound = Run.lockstep(args.toArray(String[]::new));
    assertThat(sound.status()).as("%s", sound).isZero();
    assertThat(sound.out()).contains("rows  8", "layer 1  relu", "layer 2  identity", "ok");

    // eight rectifiers one after the other, one unit each: some layer is dead on these rows
    List<String> dead = new ArrayList<>(args);
    dead.add("--set=network.hidden=[1, 1, 1, 1, 1, 1, 1, 1]");
    Run failed = Run.lockstep(dead.toArray(String[]::new));
    assertThat(failed.status()).as("%s", failed).isEqualTo(1);
    assertThat(failed.out()).contains("dead", "gradients  failed");
  }

  @Test
  void gradcheckReadsRowsWithWeightsAsTheyLie() {
    Path table = bench.write("good.parquet", good());

    Run checked =
        Run.lockstep(
            "gradcheck",
            bench.settings().toString(),
            "--set=data.train=" + table,
            "--set=output=" + bench.path("model"),
            "--set=data.features=[age, dose]",
            "--set=data.weight=weight");

    assertThat(checked.status()).as("%s", checked).isZero();
    assertThat(checked.out()).contains("rows  8", "ok");
  }
}
