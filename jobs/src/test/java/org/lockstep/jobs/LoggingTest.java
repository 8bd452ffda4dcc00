package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings in the block logging. */
@Tag("spark")
class LoggingTest {
  private static final String MLFLOW = "logging.mlflow.tracking-uri=";

  private final Workbench bench;

  LoggingTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private Map<String, String> contents(String folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(bench.path(folder))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  @Test
  void tensorBoardFilesAreNotWrittenByDefault() {
    bench.train(bench.write("good.parquet", good()), "training.epochs=1").json();

    assertThat(bench.path("model/tensorboard")).doesNotExist();
    assertThat(bench.path("model/mlflow.json")).doesNotExist();
  }

  @Test
  void tensorBoardFilesAreWrittenIfEnabled() throws IOException {
    bench
        .train(bench.write("good.parquet", good()), "training.epochs=1", "logging.tensorboard=true")
        .json();

    assertThat(contents("model/tensorboard"))
        .hasSize(1)
        .allSatisfy((name, content) -> assertThat(content).contains("brain.Event:2", "loss"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "validate"})
  void anMlflowTrackingUriOfAFolderIsAnErrorWithTheCommandToRun(String command) {
    Run run =
        Run.lockstep(
            command,
            bench.settings().toString(),
            "--set",
            "data.train=" + bench.write("good.parquet", good()),
            "--set",
            MLFLOW + bench.path("mlruns"),
            "--set",
            "output=" + bench.path("model"));

    run.isOneLineThatNames(
        List.of(
            "mlruns is a folder",
            "logging\\.mlflow\\.tracking-uri",
            "mlflow server --backend-store-uri"));
    assertThat(bench.path("mlruns")).doesNotExist();
    assertThat(bench.path("model")).doesNotExist();
  }

  @Test
  void mlflowWithoutItsClientLibraryIsAnErrorThatNamesThePackage() {
    Run run =
        bench.train(bench.write("good.parquet", good()), MLFLOW + "http://127.0.0.1:9/mlflow");

    run.isOneLineThatNames(
        List.of("logging\\.mlflow\\.tracking-uri", "org\\.mlflow:mlflow-client", "--packages"));
    assertThat(bench.path("model")).doesNotExist();
  }

  @Test
  void aPasswordInTheTrackingUriIsRefusedAndNotPrinted() {
    Run run =
        bench.train(
            bench.write("good.parquet", good()), MLFLOW + "https://ash:hush@127.0.0.1/mlflow");

    run.isOneLineThatNames(List.of("logging\\.mlflow\\.tracking-uri", "MLFLOW_TRACKING_PASSWORD"));
    assertThat(run.err()).doesNotContain("hush");
  }
}
