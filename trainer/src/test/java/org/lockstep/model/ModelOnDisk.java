package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;

/** A model, written to a temporary folder and read again. */
public abstract class ModelOnDisk {
  protected static final Configuration HADOOP = new Configuration();
  protected static final String WEIGHTS = "weights.safetensors";
  protected static final String MANIFEST = "manifest.json";

  @TempDir protected Path folder;
  protected Path output;

  @BeforeEach
  protected void nameTheOutput() {
    output = folder.resolve("model");
  }

  protected static Model model(TargetEncoding target) {
    Encoding encoding =
        new Encoding(
            List.of(
                NumberColumn.whole("a.b", "double", 1),
                NumberColumn.whole(" körper`masse \"g\" ", "array<float>", 2)),
            new LinearScale(
                List.of(0.1, -0.0, Double.MIN_VALUE), List.of(1 / 3.0, 1e-300, Double.MAX_VALUE)),
            target);
    boolean classes = target instanceof TargetEncoding.Classes;
    Topology topology =
        new Topology(
            List.of(3, 4, target.outputs()),
            List.of(Activation.LEAKY_RELU, classes ? Activation.SOFTMAX : Activation.IDENTITY),
            classes ? new Loss.CrossEntropy(0) : new Loss.SquaredError());
    float[] parameters = new float[topology.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) Math.sin(i) * (i % 5 == 0 ? 1e-41f : 1);
    }
    parameters[1] = -0f;
    return new Model(
        topology,
        encoding,
        parameters,
        new Provenance(
            Map.of("seed", Long.MAX_VALUE, "learning-rate", 1e-5, "optimizer", "sgd"),
            Map.of("train", "data/größe.parquet", "examples", 12L),
            Map.of("lockstep", "0.1.0"),
            "a processor",
            "a BLAS"));
  }

  protected static Model model() {
    return model(new TargetEncoding.Classes("label", "string", List.of("ja", "nein", "\u2603 😀")));
  }

  protected void write(Model model) {
    ModelFolder.write(HADOOP, output.toString(), model, null);
  }

  protected Model read() {
    return ModelFolder.read(HADOOP, output.toString());
  }

  protected List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  protected static void assertSame(Model actual, Model expected) {
    int[] actualBits = bits(actual.parameters());
    assertThat(actualBits).isEqualTo(bits(expected.parameters()));
    assertThat(actual.digest()).isEqualTo(expected.digest());
    assertThat(actual.topology()).isEqualTo(expected.topology());
    assertThat(actual.encoding()).isEqualTo(expected.encoding());
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  protected void assertDamaged(String file, String how) {
    assertThatThrownBy(this::read)
        .as(how)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the model's %s is damaged: ".formatted(file))
        .hasMessageContaining(" (%s); ".formatted(output))
        .hasMessageEndingWith("; train again, or copy the model again");
  }
}
