package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.UserException;

class KeptSettingsTest {
  private final StoredRun run;

  KeptSettingsTest(@TempDir Path folder) {
    run = new StoredRun(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0] | 1",
        "[1] | 2",
        "[2] | 3",
        "[2, 0] | 1, 3",
        "[hidden1] | 1",
        "[output, hidden2] | 2, 3",
      })
  void frozenLayersCountedFrom0ByAnOlderRunStayTheSameLayers(String kept, String numbers) {
    String lines = "network.hidden = [5, 4], training.freeze = " + kept;

    for (SettingsFile settings : List.of(run.looked(lines), run.used(lines))) {
      assertThat(settings.run().training().descent().freeze()).hasToString("[%s]", numbers);
      // what is kept from now on has names, which no version takes for other layers
      assertThat(SettingsText.flat(settings.text()).get("training.freeze"))
          .doesNotContainPattern("\\b\\d\\b");
      assertThat(run.used(settings.text()).run()).isEqualTo(settings.run());
    }
  }

  @Test
  void frozenLayersGivenOnTheCommandLineAreCountedFrom1() {
    SettingsFile settings =
        run.used("network.hidden = [5, 4], training.freeze = [1]", "training.freeze=[1]");

    assertThat(settings.run().training().descent().freeze()).containsExactly(1);
    assertThatThrownBy(() -> run.used("training.freeze = [hidden1]", "training.freeze=[0]"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("layers are numbered from 1 now");
  }

  @Test
  void aSystemPropertyDoesNotOverrideASettingOfARun() {
    System.setProperty("training.epochs", "9");
    try {
      assertThat(run.looked("").run().training().batches().epochs()).isEqualTo(20);
    } finally {
      System.clearProperty("training.epochs");
    }
  }

  @Test
  void theCommandLineMaySubstituteEnvironmentVariablesAndStoredSettings() {
    SettingsFile settings =
        run.used(
            "training.seed = 5",
            "data.train=${PATH}/a",
            "logging.mlflow.experiment=seed-${training.seed}");

    assertThat(settings.run().data().train()).isEqualTo(System.getenv("PATH") + "/a");
    assertThat(settings.text()).contains("seed-5");
  }

  @Test
  void aRunThatLoggedToAnMlflowFolderCanBeReadAndResumesWithoutMlflow() {
    String line = "logging.mlflow.tracking-uri = runs/mlflow";

    assertThat(run.looked(line).text()).contains("runs/mlflow");
    assertThatThrownBy(() -> run.used(line))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("runs/mlflow is a folder");
    assertThat(run.used(line, "logging.mlflow.tracking-uri=null")).isNotNull();
  }
}
