package org.lockstep.listener.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowFolderTest {
  @TempDir private Path folder;

  private MlflowFolder store(String experiment) throws IOException {
    return new MlflowFolder(new Configuration(), folder.resolve("mlruns").toString(), experiment);
  }

  private List<Path> experiments() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("mlruns"))) {
      return all.toList();
    }
  }

  @Test
  void runsOfOneNameShareAnExperimentAndOthersDoNot() throws IOException {
    String first = store("leaves").begin(Map.of(), Map.of());
    String second = store("leaves").begin(Map.of(), Map.of());
    store("roots").begin(Map.of(), Map.of());

    assertThat(experiments()).hasSize(2);
    assertThat(experiments())
        .filteredOn(experiment -> Files.exists(experiment.resolve(first)))
        .singleElement()
        .matches(experiment -> Files.exists(experiment.resolve(second)))
        .matches(experiment -> experiment.getFileName().toString().matches("\\d{1,18}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"name: it's ours", "name: 'it''s ours'", "name: \"it's ours\""})
  void anExperimentThatMlflowHasMadeIsFoundByItsName(String line) throws IOException {
    Path theirs = folder.resolve("mlruns/42");
    Files.createDirectories(theirs);
    Files.writeString(
        theirs.resolve("meta.yaml"),
        "artifact_location: file:///somewhere/42\nexperiment_id: '42'\n%s\n".formatted(line));

    String run = store("it's ours").begin(Map.of(), Map.of());

    assertThat(theirs.resolve(run).resolve("meta.yaml"))
        .content()
        .contains("experiment_id: \"42\"");
    assertThat(experiments()).hasSize(1);
  }

  @Test
  void aRunThatSomebodyHasDeletedCannotBeGoneOnWith() throws IOException {
    store("leaves").begin(Map.of(), Map.of());

    assertThatThrownBy(() -> store("leaves").resume("0123456789abcdef", "loss"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("0123456789abcdef");
  }

  @Test
  void aRunWithoutAMetricGoesOnFromItsFirstStep() throws IOException {
    String run = store("leaves").begin(Map.of(), Map.of());

    assertThat(store("leaves").resume(run, "loss")).isZero();
  }
}
