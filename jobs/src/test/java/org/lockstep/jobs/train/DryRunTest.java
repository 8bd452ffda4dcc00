package org.lockstep.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

@Tag("spark")
class DryRunTest {
  private final Workbench bench;
  private Path table;

  DryRunTest(@TempDir Path folder) {
    bench = new Workbench(folder);
    table = folder.resolve("good.parquet");
  }

  @BeforeEach
  void writeTable() {
    table = bench.write("good.parquet", good());
    bench.settings();
  }

  private Run dryRun(String... options) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("train", bench.settings().toString(), "--dry-run"));
    args.addAll(List.of("--set", "data.train=" + table));
    args.addAll(List.of("--set", "output=" + bench.path("runs/first")));
    for (String option : options) {
      args.addAll(option.startsWith("--") ? List.of(option) : List.of("--set", option));
    }
    return Run.lockstep(args.toArray(String[]::new));
  }

  @Test
  void aDryRunTrainsValidatesAndCheckpointsTwiceAndLeavesNoFiles() {
    Map<String, String> before = bench.listing();

    JsonNode json = dryRun("data.validation=0.2", "--json").json();

    assertThat(bench.listing()).isEqualTo(before);
    assertThat(json.get("iterations").asInt()).isEqualTo(2);
    assertThat(json.get("judgements").asInt()).isEqualTo(2);
    assertThat(json.get("checkpoints").asInt()).isEqualTo(2);
    assertThat(json.get("examples").asInt() + json.get("validation-examples").asInt())
        .isEqualTo(200);
    // About 160 examples in batches of 32
    double iteration = json.get("iteration-seconds").asDouble();
    double epoch = json.get("epoch-seconds").asDouble();
    assertThat(epoch).isGreaterThan(4 * iteration);
    assertThat(json.get("run-seconds").asDouble()).isGreaterThanOrEqualTo(20 * epoch);
  }

  @Test
  void aDryRunReportsSuccessAndEstimatesTheDuration() {
    Run run = dryRun();

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .satisfiesExactly(
            data -> assertThat(data).startsWith("data  200 examples to train, 0 to validate"),
            tried -> assertThat(tried).matches("tried  iterations 2, .*validations 0; .*the model"),
            estimate -> assertThat(estimate).matches("estimate  an epoch .*, all 20 epochs .*"),
            end -> assertThat(end).isEqualTo("no problems; all files of the dry run are deleted"));
  }

  @Test
  void stoppingRulesOfTheRunDoNotEndADryRun() {
    JsonNode json =
        dryRun(
                "data.validation=0.2",
                "training.target.value=1000",
                "training.early-stopping.patience=1",
                "training.max-minutes=0.000001",
                "training.schedule={ type = cosine, warm-up = 500 }",
                "--json")
            .json();

    assertThat(json.get("iterations").asInt()).isEqualTo(2);
  }

  @Test
  void aDryRunWithoutCheckpointsWritesNone() {
    JsonNode json = dryRun("training.checkpoint.every-epochs=null", "--json").json();

    assertThat(json.get("checkpoints").asInt()).isZero();
  }

  @Test
  void aDryRunDoesNotChangeAnExistingModel() {
    bench.train(table, "output=" + bench.path("runs/first"), "training.epochs=1").json();
    bench.settings();
    Map<String, String> before = bench.listing();

    Run refused = dryRun();
    Run allowed = dryRun("overwrite=true");

    refused.isOneLineThatNames(List.of("runs/first exists already"));
    assertThat(allowed.status()).as("%s", allowed).isZero();
    assertThat(bench.listing()).isEqualTo(before);
  }

  @Test
  void anErrorOfTheFirstIterationsFailsTheDryRunWhichLeavesNoFiles() {
    Map<String, String> before = bench.listing();

    Run run =
        dryRun("training.optimizer.learning-rate=1e30", "data.scaling=none", "data.validation=0.2");

    run.isMistakeThatNames(List.of("finite|NaN|infin", "learning-rate|rate"));
    assertThat(bench.listing()).isEqualTo(before);
  }
}
