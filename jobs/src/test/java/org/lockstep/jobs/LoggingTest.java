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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the section logging of the settings switches on. */
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
  void nothingIsWrittenUnlessItIsAskedFor() {
    bench.train(bench.write("good.parquet", good()), "training.epochs=1").json();

    assertThat(bench.path("model/tensorboard")).doesNotExist();
    assertThat(bench.path("model/mlflow.json")).doesNotExist();
  }

  @Test
  void theRunsSettingsReachMlflowAndItsSecretsDoNot() throws IOException {
    bench
        .train(
            bench.write("good.parquet", good()),
            "training.epochs=1",
            "logging.tensorboard=true",
            MLFLOW + bench.path("mlruns"),
            "logging.mlflow.experiment=leaves",
            "spark.hadoop.fs.s3a.secret.key=hush")
        .json();

    assertThat(contents("model/tensorboard"))
        .hasSize(1)
        .allSatisfy((name, content) -> assertThat(content).contains("brain.Event:2", "loss"));
    Map<String, String> mlflow = contents("mlruns");
    assertThat(mlflow).allSatisfy((name, content) -> assertThat(content).doesNotContain("hush"));
    assertThat(parameter(mlflow, "training.epochs")).isEqualTo("1");
    assertThat(parameter(mlflow, "training.optimizer.type")).isEqualTo("sgd");
    assertThat(parameter(mlflow, "data.features")).isEqualTo("[age, dose, weight]");
    assertThat(mlflow.keySet()).noneMatch(name -> name.contains("/params/spark"));
    assertThat(mlflow.values()).anyMatch(content -> content.contains("name: \"leaves\""));
  }

  private static String parameter(Map<String, String> mlflow, String name) {
    return mlflow.entrySet().stream()
        .filter(file -> file.getKey().endsWith("/params/" + name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  @Test
  void aServerWithoutTheClientsLibraryIsAMistakeThatSaysWhatToAdd() {
    Run run =
        bench.train(bench.write("good.parquet", good()), MLFLOW + "http://127.0.0.1:9/mlflow");

    run.isOneLineThatNames(
        List.of("logging\\.mlflow\\.tracking-uri", "org\\.mlflow:mlflow-client", "--packages"));
    assertThat(bench.path("model")).doesNotExist();
  }

  @Test
  void aPasswordInTheAddressIsRefusedAndNotRepeated() {
    Run run =
        bench.train(
            bench.write("good.parquet", good()), MLFLOW + "https://ash:hush@127.0.0.1/mlflow");

    run.isOneLineThatNames(List.of("logging\\.mlflow\\.tracking-uri", "MLFLOW_TRACKING_PASSWORD"));
    assertThat(run.err()).doesNotContain("hush");
  }
}
