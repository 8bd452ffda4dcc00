package org.lockstep.jobs.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.Run;
import org.lockstep.jobs.Workbench;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFiles;
import org.lockstep.network.Topology;

@Tag("spark")
class ExportCommandTest {
  private final Workbench bench;
  private final Path folder;

  ExportCommandTest(@TempDir Path folder) {
    this.folder = folder;
    bench = new Workbench(folder);
    Path table = bench.write("good.parquet", Workbench.good());
    assertThat(bench.train(table, "network.hidden=[5]").status()).isZero();
  }

  private Run export(String format, String file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "export",
                bench.path("model").toString(),
                "--format",
                format,
                "--output",
                bench.path(file).toString()));
    arguments.addAll(List.of(more));
    return Run.lockstep(arguments.toArray(String[]::new));
  }

  private Model model() {
    return ModelFiles.read(bench.path("model"));
  }

  @Test
  void theOnnxFileContainsTheDigestOfTheModel() throws IOException {
    Run run = export("onnx", "model.onnx");

    assertThat(run.status()).as("%s", run).isZero();
    assertThat(run.out()).startsWith("exported  ").contains("model.onnx, onnx, ");
    ModelProto file = ModelProto.parseFrom(Files.readAllBytes(bench.path("model.onnx")));
    assertThat(file.getMetadataPropsList())
        .anyMatch(entry -> entry.getValue().equals(model().digest()));
    assertThat(file.getGraph().getInputCount()).isEqualTo(model().encoding().features().size());
  }

  @Test
  void jsonHasExactlyTheFloatsOfTheModel() throws IOException {
    assertThat(export("json", "model.json").status()).isZero();

    JsonNode json = new ObjectMapper().readTree(bench.path("model.json").toFile());
    Topology topology = model().topology();
    float[] parameters = new float[topology.parameterCount()];
    int next = 0;
    for (JsonNode layer : json.get("layers")) {
      for (JsonNode row : layer.get("W")) {
        for (JsonNode w : row) {
          parameters[next++] = Float.parseFloat(w.asText());
        }
      }
      for (JsonNode b : layer.get("b")) {
        parameters[next++] = Float.parseFloat(b.asText());
      }
    }
    assertThat(parameters).isEqualTo(model().parameters());
    assertThat(json.get("digest").asText()).isEqualTo(model().digest());
    assertThat(json.get("encoding").get("features")).hasSize(model().encoding().features().size());
  }

  @Test
  void theNumpyArraysAreTheParameters() throws IOException {
    assertThat(export("npy", "model.npz").status()).isZero();

    Topology topology = model().topology();
    try (ZipFile archive = new ZipFile(bench.path("model.npz").toFile())) {
      assertThat(archive.stream().map(ZipEntry::getName))
          .containsExactly(
              "layers.1.weight.npy",
              "layers.1.bias.npy",
              "layers.2.weight.npy",
              "layers.2.bias.npy");
      byte[] weight =
          archive.getInputStream(archive.getEntry("layers.1.weight.npy")).readAllBytes();
      ByteBuffer buffer = ByteBuffer.wrap(weight).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(new String(weight, 1, 5, StandardCharsets.US_ASCII)).isEqualTo("NUMPY");
      int header = 10 + buffer.getShort(8);
      assertThat(header % 64).isZero();
      assertThat(new String(weight, 10, header - 10, StandardCharsets.US_ASCII))
          .startsWith(
              "{'descr': '<f4', 'fortran_order': False, 'shape': (5, %d,), }"
                  .formatted(topology.inputWidth()))
          .endsWith("\n");
      float[] w = new float[5 * topology.inputWidth()];
      buffer.position(header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(w);
      assertThat(w).isEqualTo(Arrays.copyOf(model().parameters(), w.length));
      assertThat(weight).hasSize(header + 4 * w.length);
    }
  }

  @Test
  void safetensorsAreThoseOfTheModelFolder() {
    assertThat(export("safetensors", "weights.safetensors").status()).isZero();

    assertThat(bench.path("weights.safetensors"))
        .hasSameBinaryContentAs(bench.path("model").resolve("weights.safetensors"));
  }

  @Test
  void existingFilesAreReplacedOnlyWithOverwrite() throws IOException {
    Files.writeString(folder.resolve("mine.onnx"), "mine");
    Map<String, String> before = bench.listing();

    export("onnx", "mine.onnx").isOneLineThatNames(List.of("mine\\.onnx exists", "--overwrite"));
    export("onnx", "model", "--overwrite").isOneLineThatNames(List.of("model is a folder"));

    assertThat(bench.listing()).isEqualTo(before);
    assertThat(export("onnx", "mine.onnx", "--overwrite").status()).isZero();
  }

  @Test
  void aMissingModelIsOneLineAndNothingIsWritten() {
    Map<String, String> before = bench.listing();

    Run.lockstep("export", "no/such", "--output", bench.path("x.onnx").toString())
        .isOneLineThatNames(List.of("no model at no/such"));

    assertThat(bench.listing()).isEqualTo(before);
  }
}
