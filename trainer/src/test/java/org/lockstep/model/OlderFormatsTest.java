package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.support.ForgedModel;

/** Models of formats 1 and 2 are read with every bit. */
class OlderFormatsTest extends ModelOnDisk {
  @Test
  void aModelOfFormat1WhoseColumnsAreNumbersAloneIsRead() throws IOException {
    write(model());
    Path path = output.resolve(MANIFEST);
    ObjectMapper json = new ObjectMapper();
    ObjectNode manifest = (ObjectNode) json.readTree(path.toFile());
    manifest.put("format-version", 1);
    manifest.remove("checksum");
    byte[] weights = namedFrom0(Files.readAllBytes(output.resolve(WEIGHTS)));
    Files.write(output.resolve(WEIGHTS), weights);
    manifest.put("weights-sha256", Digest.of(weights));
    for (JsonNode column : manifest.get("encoding").get("features")) {
      ((ObjectNode) column).remove(List.of("kind", "missing"));
    }
    byte[] content = manifest.toString().getBytes(StandardCharsets.UTF_8);
    Files.write(path, json.writeValueAsBytes(manifest.put("checksum", Digest.of(content))));

    assertThat(read().encoding()).isEqualTo(model().encoding());
    assertThat(read().digest()).isEqualTo(model().digest());
  }

  /** A file of weights with the names that its tensors had until format 2. */
  private static byte[] namedFrom0(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    for (String part : List.of("layers", "norms")) {
      for (int number = 1; number <= 3; number++) {
        text =
            text.replace(
                "\"%s.%d.".formatted(part, number), "\"%s.%d.".formatted(part, number - 1));
      }
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({"false, 2", "true, 2", "false, 1", "true, 1"})
  void aModelOfAFormatThatNumberedLayersFrom0IsReadWithEveryBit(boolean layerNorm, int version)
      throws IOException {
    Model model = deep(layerNorm, List.of("hidden2", "output"));
    write(model);
    ForgedModel old = new ForgedModel(output);
    old.weights(OlderFormatsTest::namedFrom0);
    old.manifest(
        manifest -> {
          manifest.put("format-version", version);
          manifest.put("digest", model.digest());
          ObjectNode training = (ObjectNode) manifest.get("provenance").get("training");
          training.putArray("freeze").add(1).add(2);
          if (version == 1) {
            for (JsonNode column : manifest.get("encoding").get("features")) {
              ((ObjectNode) column).remove(List.of("kind", "missing"));
            }
          }
        });

    assertSame(read(), model);
    assertThat(read().provenance()).hasToString(model.provenance().toString());
    write(read());
    assertThat(Files.readString(output.resolve(MANIFEST))).contains("\"format-version\" : 3");
    assertThat(Files.readString(output.resolve(WEIGHTS), StandardCharsets.ISO_8859_1))
        .contains("\"layers.3.bias\"")
        .doesNotContain("\"layers.0.bias\"");
  }

  @Test
  void oldTensorNamesAreRefusedInACurrentModel() {
    write(deep(true, List.of()));
    new ForgedModel(output).weights(OlderFormatsTest::namedFrom0);

    assertDamaged(WEIGHTS, "tensors numbered from 0 in format 3");
  }

  private static Model deep(boolean layerNorm, List<String> freeze) {
    Model model = model();
    Topology topology =
        new Topology(
            List.of(3, 4, 2, 3),
            List.of(Activation.RELU, Activation.TANH, Activation.SOFTMAX),
            new Loss.CrossEntropy(0),
            0,
            layerNorm);
    float[] parameters = new float[topology.parameterCount()];
    Arrays.setAll(new double[parameters.length], i -> parameters[i] = (float) Math.cos(i));
    Provenance provenance = model.provenance();
    return new Model(
        topology,
        model.encoding(),
        parameters,
        new Provenance(
            Map.of("freeze", freeze),
            provenance.data(),
            provenance.versions(),
            provenance.processor(),
            provenance.blas()));
  }
}
