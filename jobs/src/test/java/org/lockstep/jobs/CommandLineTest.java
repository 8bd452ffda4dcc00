package org.lockstep.jobs;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark")
class CommandLineTest {
  private static final String[] SHORT = {"training.epochs=2"};

  private final Workbench bench;

  CommandLineTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @Test
  void theVersionIsPrinted() {
    Run run = Run.lockstep("--version");

    assertThat(run.status()).isZero();
    assertThat(run.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("lockstep "),
            line -> assertThat(line).matches("spark 4\\.\\S+, Scala 2\\.\\S+"),
            line -> assertThat(line).startsWith("java " + Runtime.version() + ", "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      nullValues = "none",
      value = {
        "none ! no command given.*train.*evaluate.*predict.*settings",
        "trian a.conf ! trian.*did you mean train",
        "train a.conf --jsn ! --jsn.*did you mean --json",
        "train ! CONF.*lockstep train --help",
        "train a.conf b.conf ! b\\.conf",
        "train a.conf --set ! --set.*KEY=VALUE",
        "train a.conf --log-level loud ! --log-level.*OFF, ERROR, WARN.*loud",
        "predict model data ! --output=DIR",
        "evaluate model ! DATA",
        "dataset digits a b ! dataset",
        "train no/such.conf ! no/such\\.conf",
      })
  void anInvalidCommandIsOneLine(String args, String pattern) {
    Run run = Run.lockstep(args == null ? new String[0] : args.split(" "));

    run.isOneLineThatNames(List.of(pattern));
  }

  @Test
  void aUserErrorShowsItsStackTraceOnlyWithStacktrace() {
    Run silent = Run.lockstep("train", "no.conf");
    Run withTrace = Run.lockstep("train", "no.conf", "--stacktrace");

    silent.isOneLineThatNames(List.of("no\\.conf"));
    assertThat(withTrace.status()).isEqualTo(2);
    assertThat(withTrace.err()).startsWith(silent.err()).contains("\tat org.lockstep");
  }

  @Test
  void theJsonOfTrainHasTheDocumentedFieldsOnly() {
    Path table = bench.write("good.parquet", good());

    JsonNode json =
        bench
            .train(
                table,
                with(
                    CLASSIFICATION,
                    "training.epochs=2",
                    "training.lanes=4",
                    "training.partitions=3",
                    "data.validation=0.25"))
            .json();

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "digest",
            "epochs",
            "iterations",
            "stopped",
            "best-epoch",
            "model-iteration",
            "loss",
            "validation",
            "validation-standard-errors",
            "seconds",
            "lanes",
            "partitions",
            "exchange",
            "output");
    assertThat(json.get("digest").asText()).matches("[0-9a-f]{64}");
    assertThat(json.get("epochs").asInt()).isEqualTo(2);
    // About 150 of the 200 rows are left to train on, in batches of 32.
    assertThat(json.get("iterations").asInt()).isIn(8, 10, 12);
    assertThat(json.get("best-epoch").asInt()).isIn(1, 2);
    assertThat(json.get("loss").asDouble()).isBetween(0.1, 2.0);
    assertThat(json.get("validation").fieldNames())
        .toIterable()
        .containsExactly("loss", "accuracy");
    assertThat(json.get("seconds").asDouble()).isBetween(0.0, 600.0);
    assertThat(json.get("lanes").asInt()).isEqualTo(4);
    assertThat(json.get("partitions").asInt()).isEqualTo(3);
    assertThat(json.get("exchange").asText()).isNotEmpty();
    assertThat(json.get("output").asText()).isEqualTo(bench.path("model").toString());
  }

  @Test
  void unknownValuesAreNullInJson() {
    Path table = bench.write("good.parquet", good().withColumn("score", lit(3.0)));

    JsonNode withoutValidation = bench.train(table, SHORT).json();
    assertThat(withoutValidation.get("validation").isNull()).isTrue();
    assertThat(withoutValidation.get("best-epoch").isNull()).isTrue();

    JsonNode constant =
        bench
            .train(table, with(SHORT, "overwrite=true", "data.validation=" + table))
            .json()
            .get("validation");
    assertThat(constant.fieldNames()).toIterable().containsExactly("loss", "rmse", "r2");
    assertThat(constant.get("r2").isNull()).isTrue();
    assertThat(constant.get("rmse").isNumber()).isTrue();
  }

  @Test
  void progressIsOneLinePerEpochOnStandardErrorAndTheResultEndsWithTheDigest() {
    Path table = bench.write("good.parquet", good());
    JsonNode json = bench.train(table, with(SHORT, "data.validation=" + table)).json();

    Run run =
        Run.lockstep(
            "train",
            bench.settings().toString(),
            "--set",
            "data.train=" + table,
            "--set",
            "data.validation=" + table,
            "--set",
            "output=" + bench.path("again"),
            "--set",
            SHORT[0]);

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err().lines().filter(line -> line.startsWith("epoch"))).hasSize(2);
    assertThat(run.err())
        .contains("network  3 -> 16 relu -> 1 identity, loss l2, 81 parameters")
        .contains("data  200 examples to train, 200 to validate")
        .containsPattern("lanes 1, partitions 1, exchange \\w+.*, iterations an epoch 7")
        .containsPattern("epoch  2/2  loss \\d+\\.\\d{4}  validation loss .* r2 .*  \\d+\\.\\d s");
    assertThat(run.out().lines().reduce((first, last) -> last))
        .hasValue("digest  " + json.get("digest").asText());
  }

  @Test
  void evaluateAgreesWithTheValidationOfTrain() {
    Path table = bench.write("good.parquet", good());
    JsonNode trained = bench.train(table, with(SHORT, "data.validation=" + table)).json();
    String model = bench.path("model").toString();

    JsonNode evaluated = Run.lockstep("evaluate", model, table.toString(), "--json").json();

    assertThat(evaluated.fieldNames())
        .toIterable()
        .containsExactly(
            "digest",
            "examples",
            "loss",
            "rmse",
            "r2",
            "mae",
            "mape",
            "rmsle",
            "explained-variance",
            "interval-coverage");
    assertThat(evaluated.get("digest")).isEqualTo(trained.get("digest"));
    assertThat(evaluated.get("examples").asLong()).isEqualTo(200);
    for (String figure : List.of("loss", "rmse", "r2")) {
      assertThat(evaluated.get(figure).asDouble())
          .as(figure)
          .isCloseTo(trained.get("validation").get(figure).asDouble(), offset(1e-6));
    }
    Run readable = Run.lockstep("evaluate", model, table.toString());
    assertThat(readable.out())
        .startsWith("examples  200")
        .endsWith("digest  %s%n".formatted(trained.get("digest").asText()));
  }

  @Test
  void anEnvironmentErrorIsOneLineWithStatusOne() {
    Path table = bench.write("good.parquet", good());
    Map<String, String> before = bench.listing();

    // No user, not even root, makes a folder in /proc.
    Run run = bench.train(table, with(SHORT, "output=/proc/lockstep/model"));

    assertThat(run.status()).as("%s", run).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().filter(line -> line.startsWith("lockstep: "))).hasSize(1);
    assertThat(run.err())
        .contains("/proc/lockstep")
        .contains("--stacktrace")
        .doesNotContain("\tat ");
    assertThat(bench.listing()).isEqualTo(before);
  }
}
