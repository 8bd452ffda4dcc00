package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.support.ForgedModel;

class ModelFolderTest {
  private static final Configuration HADOOP = new Configuration();
  private static final String WEIGHTS = "weights.safetensors";
  private static final String MANIFEST = "manifest.json";

  @TempDir private Path folder;
  private Path output;

  @BeforeEach
  void nameTheOutput() {
    output = folder.resolve("model");
  }

  private static Model model(TargetEncoding target) {
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

  private static Model model() {
    return model(new TargetEncoding.Classes("label", "string", List.of("ja", "nein", "\u2603 😀")));
  }

  static Stream<TargetEncoding> targets() {
    return Stream.of(
        new TargetEncoding.Classes("label", "string", List.of("", "1", "ä\n\t\"")),
        new TargetEncoding.Classes("label", "boolean", List.of(false, true)),
        new TargetEncoding.Classes("label", "bigint", List.of(-1L, 0L, 1L << 53)),
        new TargetEncoding.Numbers(
            List.of("y", "z"), new LinearScale(List.of(1e9, -1.5), List.of(0.1, 7.0))));
  }

  private void write(Model model) {
    ModelFolder.write(HADOOP, output.toString(), model, null);
  }

  private Model read() {
    return ModelFolder.read(HADOOP, output.toString());
  }

  private List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertSame(Model actual, Model expected) {
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

  @ParameterizedTest
  @MethodSource("targets")
  void everyBitOfAModelComesBack(TargetEncoding target) {
    Model model = model(target);

    write(model);

    assertSame(read(), model);
    assertThat(read().provenance()).hasToString(model.provenance().toString());
  }

  static Stream<@Nullable Metrics> metrics() {
    return Stream.of(
        null,
        new Metrics.Classification(0.1, 10, 1 / 3.0),
        new Metrics.Regression(1e-300, 1L << 40, 0.25, Double.NaN),
        new Metrics.Regression(0, 1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void aModelIsReadWhateverItsMetricsWere(@Nullable Metrics metrics) {
    ModelFolder.write(HADOOP, output.toString(), model(), metrics);

    assertSame(read(), model());
  }

  @Test
  void theFolderHoldsTwoFilesAndNothingIsLeftBeside() throws IOException {
    write(model());

    assertThat(names(output)).containsExactly(MANIFEST, WEIGHTS);
    assertThat(names(folder)).containsExactly("model");
  }

  @Test
  void equalModelsHaveEqualFiles() throws IOException {
    write(model());
    Path twin = folder.resolve("twin");
    ModelFolder.write(HADOOP, twin.toString(), model(), null);

    for (String file : List.of(MANIFEST, WEIGHTS)) {
      assertThat(twin.resolve(file)).hasSameBinaryContentAs(output.resolve(file));
    }
  }

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
    old.weights(ModelFolderTest::namedFrom0);
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
  void theNamesThatTensorsHadBeforeAreRefusedInAModelOfNow() {
    write(deep(true, List.of()));
    new ForgedModel(output).weights(ModelFolderTest::namedFrom0);

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

  private void assertDamaged(String file, String how) {
    assertThatThrownBy(this::read)
        .as(how)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("the model's %s is damaged: ".formatted(file))
        .hasMessageContaining(" (%s); ".formatted(output))
        .hasMessageEndingWith("; train again, or copy the model again");
  }

  @ParameterizedTest
  @ValueSource(strings = {MANIFEST, WEIGHTS})
  void aFileThatIsCutAnywhereIsRefused(String file) throws IOException {
    write(model());
    Path path = output.resolve(file);
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length += length < 20 ? 1 : 17) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertDamaged(file, "%s cut to %d bytes".formatted(file, length));
    }
    Files.write(path, Arrays.copyOf(whole, whole.length - 1));
    assertDamaged(file, file + " without its last byte");
  }

  @Test
  void aFlippedBitAnywhereInTheWeightsIsRefused() throws IOException {
    write(model());
    Path path = output.resolve(WEIGHTS);
    byte[] whole = Files.readAllBytes(path);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      Files.write(path, flipped);
      assertDamaged(WEIGHTS, "byte %d".formatted(i));
    }
  }

  /** What means the same: e for E in a number, or another last digit that rounds to it. */
  @Test
  void aFlippedBitAnywhereInTheManifestIsRefusedOrMeansTheSame() throws IOException {
    write(model());
    Path path = output.resolve(MANIFEST);
    byte[] whole = Files.readAllBytes(path);
    int accepted = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      Files.write(path, flipped);
      try {
        assertSame(read(), model());
        accepted++;
      } catch (UserException e) {
        assertDamaged(MANIFEST, "byte %d, %c".formatted(i, (char) whole[i]));
      }
    }
    assertThat(accepted).as("flips that mean the same").isLessThan(5);
  }

  @Test
  void aManifestMayBeIndentedOtherwise() throws IOException {
    write(model());
    Path path = output.resolve(MANIFEST);
    String manifest = Files.readString(path);
    Files.writeString(path, manifest.replace("\n  ", "\r\n\t") + "\n");

    assertSame(read(), model());
  }

  @Test
  void theManifestOfAnotherModelIsRefused() throws IOException {
    write(model());
    Path other = folder.resolve("other");
    Model another = model();
    another.parameters()[0]++;
    ModelFolder.write(HADOOP, other.toString(), another, null);

    Files.copy(
        other.resolve(MANIFEST), output.resolve(MANIFEST), StandardCopyOption.REPLACE_EXISTING);

    assertDamaged(WEIGHTS, "weights of one model, manifest of another");
  }

  @Test
  void aFolderWithoutBothFilesIsNoModel() throws IOException {
    for (String missing : List.of(MANIFEST, WEIGHTS, "the folder")) {
      write(model());
      if (missing.equals("the folder")) {
        output = folder.resolve("elsewhere");
      } else {
        Files.delete(output.resolve(missing));
      }
      assertThatThrownBy(this::read)
          .as("without %s", missing)
          .isInstanceOf(UserException.class)
          .hasMessage(
              "there is no model at %s: it needs a manifest.json and a weights.safetensors"
                      .formatted(output)
                  + " (path of the model); name the folder that training wrote as its output");
    }
  }

  @Test
  void aFileInPlaceOfAFolderIsNoModel() throws IOException {
    Files.writeString(output, "no model");

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("there is no model at " + output);
  }

  private void requireWritable(boolean overwrite, Path... inputs) {
    RunFolder.requireWritable(
        HADOOP, output.toString(), overwrite, Stream.of(inputs).map(Path::toString).toList());
  }

  private void assertNotWritable(boolean overwrite, String message, Path... inputs) {
    assertThatThrownBy(() -> requireWritable(overwrite, inputs))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void anExistingModelIsReplacedOnlyIfTheUserSaysSo() throws IOException {
    write(model());

    assertNotWritable(
        false,
        output
            + " exists already (output); choose another folder, or set overwrite = true to replace"
            + " the model there");
    requireWritable(true);
    Model other = model(new TargetEncoding.Classes("other", "boolean", List.of(false, true)));
    write(other);

    assertSame(read(), other);
    assertThat(names(output)).containsExactly(MANIFEST, WEIGHTS);
    assertThat(names(folder)).containsExactly("model");
  }

  @Test
  void aFolderThatIsNoModelIsNeverReplaced() throws IOException {
    Files.createDirectories(output);
    Files.writeString(output.resolve("thesis.tex"), "the only copy");

    assertNotWritable(
        true,
        output
            + " exists and is no model: it has no manifest.json (output);"
            + " choose another folder; overwrite = true replaces models only");
  }

  @Test
  void aFileIsNeverReplaced() throws IOException {
    Files.writeString(output, "the only copy");

    assertNotWritable(
        true,
        output
            + " exists and is no model: it has no manifest.json (output);"
            + " choose another folder; overwrite = true replaces models only");
  }

  @Test
  void anEmptyFolderMayBeReplaced() throws IOException {
    Files.createDirectories(output);

    assertThatCode(() -> requireWritable(true)).doesNotThrowAnyException();
    write(model());

    assertSame(read(), model());
  }

  @Test
  void foldersAboveTheModelAreMade() {
    output = folder.resolve("a/b/model");
    requireWritable(false);

    write(model());

    assertSame(read(), model());
  }

  @Test
  void aModelCannotBeMadeBelowAFile() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    output = folder.resolve("file/model");

    assertNotWritable(
        false,
        output + " cannot be made: file is a file (output); choose another folder for the model");
  }

  @Test
  void theOutputMayNotLieWithinTheInputNorTheInputWithinIt() {
    for (Path input : List.of(output, output.resolve("part.parquet"), folder)) {
      assertNotWritable(
          true,
          "the model's output %s and the input data %s lie within each other"
                  .formatted(output, input)
              + " (output); choose another folder for the model",
          folder.resolve("harmless"),
          input);
    }
    assertThatCode(() -> requireWritable(true, folder.resolve("model2"), folder.resolve("mod")))
        .as("folders with a common beginning of their names")
        .doesNotThrowAnyException();
  }

  @Test
  void nothingIsLeftBehindWhenTheModelCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    output = folder.resolve("file/model");

    assertThatThrownBy(() -> write(model())).isInstanceOf(UncheckedIOException.class);

    assertThat(names(folder)).containsExactly("file");
  }
}
