package org.lockstep.listener.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.model.file.FolderFiles;
import org.mlflow.tracking.MlflowClientVersion;

/** Tests the real client with a stub of the server. */
class MlflowServerTest {
  @TempDir private Path folder;
  private MlflowStandIn mlflow;

  @BeforeEach
  void start() throws IOException {
    mlflow = new MlflowStandIn();
  }

  @AfterEach
  void stop() {
    mlflow.close();
  }

  private MlflowServer store(Map<String, String> environment) {
    return new MlflowServer(mlflow.address(), "leaves", new Configuration(), environment);
  }

  private void keepAFile(MlflowServer store) throws IOException {
    Path file = folder.resolve("weights");
    Files.writeString(file, "0123456789");
    store.keep(
        "model/weights",
        new FolderFiles(new Configuration(), folder.toString()),
        new org.apache.hadoop.fs.Path(file.toString()));
  }

  @Test
  void theRecommendedClientVersionIsTheTestedOne() {
    assertThat(MlflowAddress.CLIENT).endsWith(":" + MlflowClientVersion.getClientVersion());
  }

  @Test
  void metricsAboveTheLimitOfARequestAreSentInBatches() {
    Map<String, String> parameters = new TreeMap<>();
    IntStream.range(0, 250).forEach(i -> parameters.put("p" + i, "v" + i));
    List<MlflowMetric> metrics =
        LongStream.rangeClosed(1, 2500)
            .mapToObj(step -> new MlflowMetric("loss", 1.0 / step, 1000 + step, step))
            .toList();
    MlflowServer store = store(Map.of());

    String run = store.begin(parameters, Map.of("a", "b"));
    store.log(metrics);

    assertThat(run).isEqualTo("abc");
    assertThat(mlflow.parameters).isEqualTo(parameters);
    assertThat(mlflow.tags).containsEntry("a", "b");
    assertThat(mlflow.metrics).isEqualTo(metrics);
    assertThat(mlflow.calls.stream().filter("runs/log-batch"::equals)).hasSize(3 + 3);
  }

  @Test
  void anExperimentIsCreatedOnce() {
    store(Map.of()).begin(Map.of(), Map.of());
    store(Map.of()).begin(Map.of(), Map.of());

    assertThat(mlflow.calls.stream().filter("experiments/create"::equals)).hasSize(1);
  }

  @Test
  void everyCallCarriesTheCredentialsOfTheEnvironment() throws IOException {
    MlflowServer store =
        store(Map.of("MLFLOW_TRACKING_USERNAME", "ash", "MLFLOW_TRACKING_PASSWORD", "birch"));
    store.begin(Map.of("p", "v"), Map.of());
    keepAFile(store);
    // the Base64 of ash:birch
    assertThat(mlflow.authorizations).containsOnly("Basic YXNoOmJpcmNo");
    mlflow.authorizations.clear();

    store = store(Map.of("MLFLOW_TRACKING_TOKEN", "cedar"));
    store.begin(Map.of("p", "v"), Map.of());
    keepAFile(store);
    assertThat(mlflow.authorizations).containsOnly("Bearer cedar");
  }

  @Test
  void aFileIsUploadedToTheArtifactsOfTheRun() throws IOException {
    MlflowServer store = store(Map.of());
    store.begin(Map.of(), Map.of());

    keepAFile(store);

    assertThat(mlflow.artifacts.get("7/abc/artifacts/model/weights"))
        .asString()
        .isEqualTo("0123456789");
  }

  @Test
  void aFileIsCopiedToTheArtifactFolderReplacingAnOldOne() throws IOException {
    mlflow.artifactUri = folder.resolve("artifacts").toUri().toString();
    MlflowServer store = store(Map.of());
    store.begin(Map.of(), Map.of());

    keepAFile(store);
    keepAFile(store);

    assertThat(folder.resolve("artifacts/model/weights")).hasContent("0123456789");
    assertThat(mlflow.artifacts).isEmpty();
  }

  @Test
  void aRunWithoutMetricsResumesFromItsFirstStep() {
    MlflowServer store = store(Map.of());
    String run = store.begin(Map.of(), Map.of());

    assertThat(store(Map.of()).resume(run, "loss")).isZero();
  }

  @Test
  void aDeletedRunCannotBeResumed() {
    store(Map.of()).begin(Map.of(), Map.of());

    assertThatThrownBy(() -> store(Map.of()).resume("0123456789abcdef", "loss"))
        .hasMessageContaining("500");
  }

  @Test
  void aRefusalIsAnError() throws IOException {
    MlflowServer store = store(Map.of());
    store.begin(Map.of(), Map.of());
    mlflow.isBroken = true;

    assertThatThrownBy(() -> keepAFile(store))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model/weights")
        .hasMessageContaining("500");
    assertThatThrownBy(() -> store.tag(Map.of("a", "b"))).hasMessageContaining("500");
  }
}
