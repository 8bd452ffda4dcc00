package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.scoring.Scorer;

/** Manifests whose checksum fits, and whose content is no model that could answer. */
class UnsoundManifestTest extends ForgedModelOnDisk {
  private void assertManifestRefused(String message) {
    String damaged = "the model's manifest\\.json is damaged: .*(?:" + message + ")";
    assertRefused(damaged);
    assertThatThrownBy(() -> ModelFolder.readManifest(HADOOP, output.toString()))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(damaged + ".*");
  }

  @Test
  void theUnchangedModelIsRead() {
    forged.manifest(manifest -> {});
    forged.header(header -> {});

    assertThat(Scorer.load(output).labels()).containsExactly("a", "b", "c");
    ModelFolder.read(HADOOP, output.toString());
  }

  private static Arguments change(String pointer, String json, String message) {
    return Arguments.of(pointer, json, message);
  }

  /** A text of the manifest, its replacement, and a pattern of the error. */
  static Stream<Arguments> manifests() {
    return Stream.of(
        change("/network/widths", "null", "network.widths is null or missing"),
        change("/network/widths", "[9, null, 3]", "network.widths.* is null"),
        change("/network/widths", "\"9\"", "network.widths is missing, or of another type"),
        change("/network/widths", "[9, 4.5, 3]", "network.widths.* is 4.5"),
        change("/network/widths", "[9, \"4\", 3]", "network.widths.*"),
        change("/network/widths", "[9, 3000000000, 3]", "network.widths.*"),
        change("/network/widths", "[9, -4, 3]", "every width must be 1 or more"),
        change("/network/widths", "[8, 4, 3]", "fill 9 inputs, the network has 8"),
        change("/network/widths", "[9, 4, 2]", "3 labels, the network 2 outputs"),
        change("/network/widths", "[2147483647, 2147483647, 2147483647]", "do not fit one vector"),
        change("/network/widths", "[65536, 65536, 65536]", "do not fit one vector"),
        change("/network/widths", "{}", "network.widths"),
        change("/network/activations", "[\"relu\"]", "2 layers need as many activations"),
        change("/network/activations", "[\"relu\", null]", "network.activations.* is null"),
        change("/network/activations", "[\"wave\", \"softmax\"]", "network.activations.*wave"),
        change("/network/activations", "[0, 1]", "network.activations.*"),
        change("/network/activations", "[\"softmax\", \"softmax\"]", "for the output|output layer"),
        change("/network/loss", "null", "network.loss is null or missing"),
        change("/network/loss", "{\"type\": \"guess\"}", "network.loss has the kind guess"),
        change("/network/loss", "{\"label-smoothing\": 0}", "network.loss does not say its kind"),
        change("/network/loss", "{\"type\": \"poisson\"}", "the output of poisson must be"),
        change(
            "/network/loss", "{\"type\": \"cross-entropy\", \"label-smoothing\": 7}", "smoothing"),
        change("/network/dropout", "null", "network.dropout is null or missing"),
        change("/network/dropout", "\"NaN\"", "dropout must be in"),
        change("/network/dropout", "1e999", "dropout must be in"),
        change("/network/layer-norm", "\"yes\"", "network.layer-norm is"),
        change("/network/layer-norm", "1", "network.layer-norm is"),
        change("/network/colour", "\"red\"", "network.colour is not known"),
        change("/digest", "\"ab\"", "digest is ab, not 64 hexadecimal digits"),
        change("/digest", "null", "digest is null or missing"),
        change("/digest", "17", "digest is"),
        change("/weights-sha256", "\"../../etc/passwd\"", "weights-sha256 is \\.\\./\\.\\./etc"),
        change("/encoding/features/0/kind", "\"fourier\"", "features\\[0\\] has the kind fourier"),
        change("/encoding/features/1/kind", "null", "features\\[1\\] "),
        change("/encoding/features/0/name", "null", "features\\[0\\].name is null"),
        change("/encoding/features/0/name", "\"w\"", "w stands there twice"),
        change("/encoding/features/0/width", "0", "column x has the width 0"),
        change("/encoding/features/0/width", "-2147483648", "column x has the width -2147483648"),
        change("/encoding/features/0/width", "3", "means of column x: 2 numbers, not 3"),
        change("/encoding/features/0/missing", "\"perhaps\"", "missing is perhaps"),
        change("/encoding/features/0/missing", "null", "missing is null or missing"),
        change("/encoding/features/0/missing", "\"error\"", "fill 8 inputs, the network has 9"),
        change("/encoding/features/0/means", "null", "means of column x: 0 numbers, not 2"),
        change("/encoding/features/0/means", "[0.5, null]", "means.* is null"),
        change(
            "/encoding/features/0/means", "[0.5, \"NaN\"]", "means of column x: number 1 is NaN"),
        change("/encoding/features/0/means", "[1e999, 0]", "number 0 is Infinity"),
        change("/encoding/features/0/means", "[1, 2, 3]", "means of column x: 3 numbers, not 2"),
        change("/encoding/features/0/means", "[\"1\", \"2\"]", "means"),
        change("/encoding/features/1/levels", "[]", "column w has no levels"),
        change("/encoding/features/1/levels", "[\"u\", \"u\"]", "u stands there twice"),
        change("/encoding/features/1/levels", "[\"u\", null]", "levels.* is null"),
        change("/encoding/features/1/levels", "[\"u\"]", "shares of column w: 2 numbers, not 1"),
        change("/encoding/features/1/unseen", "\"maybe\"", "unseen is maybe"),
        change("/encoding/features/1/shares", "[0.5]", "shares of column w: 1 numbers, not 2"),
        change("/encoding/features/2/buckets", "-3", "column h has -3 buckets"),
        change("/encoding/features/2/buckets", "0", "column h has 0 buckets"),
        change("/encoding/features/2/buckets", "2147483647", "shares of column h"),
        change("/encoding/features/2/buckets", "1e100", "buckets"),
        change("/encoding/features/2/shares", "[0.5, 0.25, \"-Infinity\"]", "number 2 is -Inf"),
        change("/encoding/features/3/encoding", "\"lunar\"", "encoding is lunar"),
        change("/encoding/features/3/encoding", "\"cyclic\"", "1 numbers, not 5"),
        change("/encoding/features/3/type", "\"string\"", "column d has the type string"),
        change("/encoding/features", "[]", "fill 0 inputs, the network has 9"),
        change("/encoding/features", "null", "encoding.features is null"),
        change("/encoding/features", "[null]", "encoding.features.* is null"),
        change("/encoding/features", "{}", "encoding.features"),
        change("/encoding/scale", "null", "encoding.scale is null"),
        change("/encoding/scale/offset/0", "\"NaN\"", "offsets of the features: number 0 is NaN"),
        change("/encoding/scale/offset", "[1]", "offsets of the features: 1 numbers, not 9"),
        change("/encoding/scale/divisor", "[]", "divisors of the features: 0 numbers, not 9"),
        change("/encoding/scale/divisor/0", "0", "number 0 is 0.0, not above 0"),
        change("/encoding/scale/divisor/0", "-0.0", "number 0 is -0.0, not above 0"),
        change("/encoding/scale/divisor/8", "-30", "number 8 is -30.0, not above 0"),
        change("/encoding/scale/divisor/8", "\"Infinity\"", "number 8 is Infinity"),
        change("/encoding/scale/divisor/8", "null", "divisor.* is null"),
        change("/encoding/curves", "{\"quantiles\": [[1]]}", "1 and 0 inputs, not of 9"),
        change("/encoding/curves", "{\"quantiles\": [null, [1]]}", "quantiles.* is null"),
        change("/encoding/target", "null", "encoding.target is null"),
        change("/encoding/target/task", "\"clustering\"", "target has the kind clustering"),
        change("/encoding/target/labels", "[\"a\"]", "1 labels, the network 3 outputs"),
        change("/encoding/target/labels", "[\"a\", \"b\", \"b\"]", "labels: b stands there twice"),
        change("/encoding/target/labels", "[\"a\", \"b\", null]", "null"),
        change("/encoding/target/labels", "[\"a\", \"b\", 3]", "the label 3 is no string"),
        change("/encoding/target/labels", "[1, 2, 3]", "the label 1 is no string"),
        change("/encoding/target/labels", "[\"a\", \"b\", 2.5]", "2.5 is no whole number"),
        change("/encoding/target/labels", "[\"a\", \"b\", []]", "is no string"),
        change("/encoding/target/type", "\"struct<a:int>\"", "labels cannot have the type struct"),
        change("/encoding/target/type", "\"bigint\"", "the label a is no bigint"),
        change("/encoding/target/column", "null", "target.column is null"),
        change("/provenance", "null", "provenance is null"),
        change("/provenance/training", "[]", "provenance.training"),
        change("/provenance/processor", "null", "provenance.processor is null"),
        change(
            "/validation",
            "{\"task\": \"ranking\", \"loss\": 1, \"examples\": 1}",
            "validation is wrong: the task ranking is not known"),
        change(
            "/validation",
            "{\"task\": \"regression\", \"loss\": 1, \"examples\": 1, \"accuracy\": 1}",
            "validation is wrong: the metric accuracy is not known"),
        change("/validation", "{\"task\": \"classification\"}", "validation"),
        change("/format-version", "\"2\"", "its format-version is no whole number"),
        change("/format-version", "2.5", "its format-version is no whole number"),
        change("/format-version", "null", "its format-version is no whole number"));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("manifests")
  void anInvalidManifestIsRefused(String pointer, String json, String message) {
    forged.manifest(manifest -> put(manifest, pointer, json));

    assertManifestRefused(message);
  }

  private static void put(ObjectNode manifest, String pointer, String json) {
    JsonNode value;
    try {
      value = JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    int end = pointer.lastIndexOf('/');
    JsonNode parent = manifest.at(pointer.substring(0, end));
    String name = pointer.substring(end + 1);
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(name), value);
    } else {
      ((ObjectNode) parent).set(name, value);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "digest",
        "weights-sha256",
        "network",
        "encoding",
        "provenance",
        "network/widths",
        "network/activations",
        "network/loss",
        "network/dropout",
        "network/layer-norm",
        "encoding/features",
        "encoding/scale",
        "encoding/target",
        "encoding/scale/offset",
        "encoding/scale/divisor",
        "encoding/features/0/name",
        "encoding/features/0/width",
        "encoding/features/0/kind",
        "encoding/features/1/levels",
        "encoding/features/2/buckets",
        "encoding/features/3/encoding",
        "encoding/target/task",
        "encoding/target/labels",
        "provenance/training",
        "provenance/blas"
      })
  void aManifestWithAMissingPropertyIsRefused(String pointer) {
    forged.manifest(
        manifest -> {
          int end = pointer.lastIndexOf('/');
          JsonNode parent = end < 0 ? manifest : manifest.at("/" + pointer.substring(0, end));
          ((ObjectNode) parent).remove(pointer.substring(end + 1));
        });

    assertManifestRefused("");
  }

  static Stream<Arguments> targets() {
    return Stream.of(
        change("columns", "[\"y\", \"y\"]", "the targets: y stands there twice"),
        change("columns", "[\"y\"]", "offsets of the targets: 2 numbers, not 1"),
        change("columns", "[]", "offsets of the targets"),
        change("columns", "null", "columns is null"),
        change("scale", "{\"offset\": [0, 0], \"divisor\": [1, 0]}", "not above 0"),
        change("scale", "{\"offset\": [0, \"NaN\"], \"divisor\": [1, 1]}", "number 1 is NaN"),
        change("scale", "{\"offset\": [0], \"divisor\": [1]}", "1 numbers, not 2"),
        change("scale", "null", "scale is null"),
        change("range", "{\"least\": [0, 2], \"most\": [1, 1]}", "clipped to 2.0 \\.\\.\\. 1.0"),
        change("range", "{\"least\": [0], \"most\": [1]}", "1 and 1 ends of ranges for 2"));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("targets")
  void theTargetsOfARegressionFitItsOutputs(String name, String json, String message) {
    write(
        new TargetEncoding.Numbers(
            List.of("y", "z"), new LinearScale(List.of(0.0, 1.0), List.of(1.0, 2.0))));
    Scorer.load(output);

    forged.manifest(manifest -> put(manifest, "/encoding/target/" + name, json));

    assertManifestRefused(message);
  }

  @Test
  void aLossThatIsNotForTheTaskIsRefused() {
    write(new TargetEncoding.Numbers(List.of("y"), new LinearScale(List.of(0.0), List.of(1.0))));
    forged.manifest(
        manifest -> {
          put(manifest, "/network/loss", "{\"type\": \"cross-entropy\", \"label-smoothing\": 0}");
          put(manifest, "/network/activations", "[\"relu\", \"softmax\"]");
        });

    assertManifestRefused("cross-entropy is not for a regression");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "17", "99999999999", "1" + "0000000000" + "0000000000"})
  void aModelOfANewerFormatIsRefusedBeforeAnythingElseIsRead(String version) throws IOException {
    forged.manifest(
        manifest -> {
          manifest.removeAll();
          put(manifest, "/format-version", version);
          manifest.put("layout", "of another kind");
        });
    String manifest = Files.readString(forged.manifest());
    Files.writeString(forged.manifest(), manifest.replaceAll("\"checksum\":\"..", "$0x"));
    Files.delete(forged.weights());

    assertRefused(
        "the model has format %s; this version of Lockstep reads formats 1 to 3"
            .formatted(version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void anUnknownFormatVersionIsRefused(String version) {
    forged.manifest(manifest -> put(manifest, "/format-version", version));

    assertRefused("the model has format " + version);
  }

  @Test
  void anExcessiveNumberOfLayersIsRefusedQuickly() {
    forged.manifest(
        manifest -> {
          ObjectNode network = (ObjectNode) manifest.get("network");
          ArrayNode widths = network.putArray("widths").add(9);
          ArrayNode activations = network.putArray("activations");
          for (int l = 0; l < 100_000; l++) {
            widths.add(3);
            activations.add("relu");
          }
        });

    assertManifestRefused("at most 1,000 layers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void deepNestingIsRefused(String opening) throws IOException {
    Files.writeString(forged.manifest(), opening.repeat(200_000));

    assertManifestRefused("");
  }

  @Test
  void excessivelyLongNamesAreNotPrinted() {
    forged.manifest(
        manifest ->
            put(manifest, "/encoding/features/0/kind", "\"%s\"".formatted("x".repeat(1 << 20))));

    assertManifestRefused("has the kind xxx");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "17",
        "\"model\"",
        "{}",
        "{} {}",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": NaN}",
        "\u0000\u0000\u0000\u0000",
        "{\"format-version\": 2}",
        "{\"format-version\": 2, \"checksum\": []}"
      })
  void otherJsonIsRefused(String text) throws IOException {
    Files.writeString(forged.manifest(), text);

    assertManifestRefused("");
  }
}
