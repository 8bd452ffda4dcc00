package org.lockstep.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

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

/** {@code train --find-learning-rate}. */
@Tag("spark")
class FindLearningRateTest {
  private final Workbench bench;
  private Path table;

  FindLearningRateTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  @BeforeEach
  void writeTable() {
    table = bench.write("good.parquet", Workbench.good());
  }

  private Run train(String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", bench.settings().toString()));
    arguments.addAll(List.of("--set", "data.train=" + table));
    arguments.addAll(List.of("--set", "output=" + bench.path("model")));
    arguments.addAll(List.of(options));
    return Run.lockstep(arguments.toArray(String[]::new));
  }

  @Test
  void itShowsTheCurveAndTheLineThatSetsTheRateAndLeavesNothingBehind() {
    bench.settings();
    Map<String, String> before = bench.listing();

    Run run = train("--find-learning-rate", "--iterations", "60");
    JsonNode json = train("--find-learning-rate", "--iterations", "60", "--json").json();

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(bench.listing()).isEqualTo(before);
    double suggestion = json.get("suggestion").asDouble();
    assertThat(suggestion).isBetween(1e-4, 1.0);
    assertThat(run.out())
        .containsPattern("rates  1e-06 to \\S+ in \\d+ iterations, ended where the loss rose")
        .contains("^", "*", "suggestion  " + suggestion)
        .endsWith(
            "next  lockstep train %s --set training.optimizer.learning-rate=%s%n"
                .formatted(bench.settings(), suggestion));
    assertThat(json.get("setting").asText())
        .isEqualTo("training.optimizer.learning-rate=" + suggestion);
    assertThat(json.get("curve").size()).isEqualTo(json.get("iterations").asInt());
    assertThat(train("--set", json.get("setting").asText()).status()).isZero();
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    train("--find-learning-rate", "--dry-run").isMistakeThatNames(List.of("give one of them"));
    train("--iterations", "60")
        .isMistakeThatNames(List.of("--iterations 60 is of --find-learning-rate alone"));
    train("--find-learning-rate", "--iterations", "3")
        .isMistakeThatNames(List.of("--iterations is 3", "it must be 20 or more"));
    train("--find-learning-rate", "--set", "training.optimizer={ type = lbfgs }")
        .isMistakeThatNames(List.of("searches for the length of its steps"));
    assertThat(bench.path("model")).doesNotExist();
  }
}
