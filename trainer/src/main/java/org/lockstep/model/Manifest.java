package org.lockstep.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.EmbeddedColumn;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Task;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;
import org.lockstep.network.input.EmbeddedWord;
import org.lockstep.network.input.InputBlock;

/**
 * A model without its parameters: the content of {@code manifest.json}, which also has a checksum
 * of its own. The record has one component for each property of the file.
 *
 * @param formatVersion of the folder; this version writes 3 and also reads 1 and 2
 * @param digest of the parameters
 * @param weightsSha256 checksum of the file {@code weights.safetensors}
 * @param network the shape of the network
 * @param encoding of the data
 * @param validation the metrics after the last epoch; null without validation
 * @param test the metrics on the examples to test on; null without
 * @param provenance the run that the model was trained by
 */
public record Manifest(
    int formatVersion,
    String digest,
    String weightsSha256,
    Topology network,
    Encoding encoding,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
        @Nullable Metrics validation,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
        @Nullable Metrics test,
    Provenance provenance) {
  static final int FORMAT_VERSION = 3;

  /** From this version on layers are numbered from 1. */
  private static final int NUMBERED_FROM_1 = 3;

  private static final String VERSION = "format-version";
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * The format version of a manifest of any version.
   *
   * @throws IOException if there is none
   */
  static BigInteger version(ObjectNode content) throws IOException {
    JsonNode version = content.path(VERSION);
    if (!version.isIntegralNumber()) {
      throw new IOException("its %s is no whole number".formatted(VERSION));
    }
    return version.bigIntegerValue();
  }

  /**
   * Reads a manifest and checks that its parts fit each other.
   *
   * @param content of a version that this code reads; the checksum is removed
   * @throws IOException if it is not a manifest, its checksum does not fit, or a value is null, of
   *     another type or unknown
   * @throws IllegalArgumentException if columns, labels or scaling do not fit the network, or are
   *     inconsistent
   */
  static Manifest of(ObjectNode content) throws IOException {
    CheckedJson.removeChecksum(content);
    int version = version(content).intValue();
    if (version == 1) {
      addKinds(content);
    }
    if (version < NUMBERED_FROM_1) {
      nameFrozenLayers(content);
    }
    Manifest manifest = CheckedJson.record(content, Manifest.class);
    manifest.requireSound();
    return manifest;
  }

  /** In format 1 all columns were numbers, and none could lack a value. */
  private static void addKinds(ObjectNode content) {
    for (JsonNode feature : content.path("encoding").path("features")) {
      if (feature instanceof ObjectNode column) {
        column.put(FeatureColumn.KIND, "numbers");
        column.put("missing", Missing.ERROR.settingsName());
      }
    }
  }

  /** In formats 1 and 2 frozen layers were numbers from 0. */
  private static void nameFrozenLayers(ObjectNode content) {
    JsonNode frozen = content.path("provenance").path("training").path("freeze");
    if (frozen instanceof ArrayNode list) {
      List<String> written = new ArrayList<>();
      list.forEach(layer -> written.add(layer.asText()));
      int layers = content.path("network").path("activations").size();
      list.removeAll();
      LayerNames.ofZeroBased(written, layers).forEach(name -> list.add(String.valueOf(name)));
    }
  }

  /** Whether the names of the tensors number the layers from 0, as before format 3. */
  boolean namesTensorsFromZero() {
    return formatVersion < NUMBERED_FROM_1;
  }

  private void requireSound() {
    requireSha256("digest", digest);
    requireSha256("weights-sha256", weightsSha256);
    encoding.requireSound(network.inputWidth(), network.predictionWidth());
    requireWords();
    if (encoding.sparseWidth() != network.sparse().width()) {
      throw new IllegalArgumentException(
          "the columns have %,d sparse numbers, the network %,d inputs for them"
              .formatted(encoding.sparseWidth(), network.sparse().width()));
    }
    boolean classes = encoding.target().task() == Task.CLASSIFICATION;
    if (classes ? !network.loss().forClasses() : !network.loss().forNumbers()) {
      throw new IllegalArgumentException(
          "the loss %s is not for a %s"
              .formatted(network.loss().settingsName(), encoding.target().task().settingsName()));
    }
  }

  /** Requires that the input stage has the vectors of the embedded columns, and no others. */
  private void requireWords() {
    List<String> columns = new ArrayList<>();
    int input = 0;
    for (FeatureColumn column : encoding.features()) {
      if (column instanceof EmbeddedColumn words) {
        columns.add(words(input, words.rows(), words.width()));
        if (encoding.scale().offset().get(input) != 0
            || encoding.scale().divisor().get(input) != 1) {
          throw new IllegalArgumentException(
              "the indices of the words of %s are scaled".formatted(words.name()));
        }
      }
      input += column.inputs();
    }
    List<String> vectors = new ArrayList<>();
    input = 0;
    for (InputBlock block : network.input().blocks()) {
      if (block instanceof EmbeddedWord words) {
        vectors.add(words(input, words.rows(), words.width()));
      }
      input += block.inputs();
    }
    if (!columns.equals(vectors)) {
      throw new IllegalArgumentException(
          "the embedded columns are %s, the network's vectors %s".formatted(columns, vectors));
    }
  }

  private static String words(int input, int rows, int width) {
    return "input %,d of %,d by %,d".formatted(input, rows, width);
  }

  private static void requireSha256(String name, String value) {
    if (!SHA_256.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%s is %s, not 64 hexadecimal digits".formatted(name, value));
    }
  }

  byte[] toJson() {
    return CheckedJson.write(this);
  }
}
