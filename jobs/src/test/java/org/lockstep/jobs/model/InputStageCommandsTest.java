package org.lockstep.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.with;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;

/** What the commands say of a network whose inputs are scaled and embedded. */
@Tag("spark")
class InputStageCommandsTest {
  private static final String[] STAGE = {
    "training.task=classification",
    "training.loss=cross-entropy",
    "training.epochs=2",
    "data.format=csv",
    "data.label=y",
    "data.features=[w, x]",
    "data.categories.max-levels=4",
    "data.categories.embedding=3",
    "network.hidden=[5]",
    "network.input-scale=true",
    "network.number-embedding.type=pbld",
    "network.number-embedding.frequencies=6"
  };

  private final Workbench bench;

  InputStageCommandsTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private static Path table(Path file) throws Exception {
    List<String> lines = new ArrayList<>(List.of("w,x,y"));
    for (int i = 0; i < 90; i++) {
      lines.add("w%d,%s,%s".formatted(i % 9, i * 0.1, i % 9 < 4 ? "no" : "yes"));
    }
    return Files.write(file, lines);
  }

  @Test
  void inspectAndGradcheckTellOfTheInputStage() throws Exception {
    Path table = table(bench.path("t.csv"));

    Run trained = bench.train(table, STAGE);

    // 11 rows of 3, 6 frequencies, 6 phases, 3 x 6 weights, 3 biases, 3 + 4 scales
    assertThat(trained.json().get("epochs").asInt()).isEqualTo(2);
    Run inspected = Run.lockstep("inspect", bench.path("model").toString());
    assertThat(inspected.out())
        .containsPattern("input +2 +7 +73")
        .contains("9 words in 3 numbers each");
    Run json = Run.lockstep("inspect", bench.path("model").toString(), "--json");
    assertThat(json.json().at("/network/input/blocks/0/kind").asText()).isEqualTo("word");

    List<String> check = new ArrayList<>(List.of("gradcheck", bench.settings().toString()));
    for (String setting : with(STAGE, "data.train=" + table, "output=" + bench.path("model"))) {
      check.add("--set=" + setting);
    }
    Run checked = Run.lockstep(check.toArray(String[]::new));
    assertThat(checked.out()).contains("input stage  parameters 73", "gradients  ok");
  }
}
