package org.lockstep.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights whose checksum fits, and that are not the parameters of the network. */
class UnsoundWeightsTest extends ForgedModelOnDisk {
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aNonFiniteWeightIsRefused(float value) {
    forged.weight(0, value);

    assertRefused("weights.safetensors is damaged: a parameter of layer 2 is " + value);
  }

  @Test
  void theErrorOfAWeightNamesItsLayer() {
    forged.weight(4 * 3 + 3 + 2 * 4, Float.NaN); // past the last layer and the first one's norms

    assertRefused("a parameter of layer 1 is NaN");
  }

  @Test
  void aDigestOfOtherWeightsIsRefused() {
    forged.manifest(manifest -> manifest.put("digest", "0".repeat(64)));

    assertRefused("weights.safetensors is damaged: the digest in the manifest");
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        header("a tensor more", h -> h.set("layers.3.weight", h.get("layers.2.weight"))),
        header("a tensor less", h -> h.remove("layers.2.bias")),
        header("no tensors", ObjectNode::removeAll),
        header("another name", h -> h.set("layer.1.weight", h.remove("layers.1.weight"))),
        header("half precision", h -> tensor(h).put("dtype", "F16")),
        header("double precision", h -> tensor(h).put("dtype", "F64")),
        header("no precision", h -> tensor(h).remove("dtype")),
        header("another shape", h -> tensor(h).putArray("shape").add(9).add(4)),
        header("one dimension", h -> tensor(h).putArray("shape").add(36)),
        header("a negative size", h -> tensor(h).putArray("shape").add(-4).add(-9)),
        header("sizes beyond all bounds", h -> tensor(h).putArray("shape").add(1L << 62).add(9)),
        header("shape null", h -> tensor(h).putNull("shape")),
        header("offsets that overlap", h -> tensor(h).putArray("data_offsets").add(4).add(148)),
        header("offsets beyond", h -> tensor(h).putArray("data_offsets").add(1 << 30).add(1 << 31)),
        header("offsets that go back", h -> tensor(h).putArray("data_offsets").add(144).add(0)),
        header("no offsets", h -> tensor(h).remove("data_offsets")),
        header("metadata", h -> h.putObject("__metadata__").put("format", "pt")));
  }

  private static Arguments header(String name, Consumer<ObjectNode> change) {
    return Arguments.of(name, change);
  }

  private static ObjectNode tensor(ObjectNode header) {
    return (ObjectNode) header.get("layers.1.weight");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void tensorsThatAreNotThoseOfTheNetworkAreRefused(String name, Consumer<ObjectNode> change) {
    forged.header(change);

    assertRefused("weights.safetensors is damaged: its tensors are not those of the network");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {-1, 0, 1, 7, 1 << 20, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
  void aHeaderOfAnotherLengthIsRefused(long length) {
    forged.weights(
        file -> {
          ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
          return file;
        });

    assertRefused("weights.safetensors is damaged: its (header|tensors)");
  }

  @Test
  void aHeaderThatNamesATensorTwiceIsRefused() {
    forged.weights(
        file -> {
          String text = new String(file, StandardCharsets.ISO_8859_1);
          return text.replace("\"layers.2.bias\"", "\"layers.1.bias\"")
              .getBytes(StandardCharsets.ISO_8859_1);
        });

    assertRefused("weights.safetensors is damaged: its header is not JSON");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 100})
  void truncatedWeightsAreRefused(int bytes) {
    forged.weights(file -> Arrays.copyOf(file, bytes));

    assertRefused("weights.safetensors is damaged: its (header|tensors)");
  }

  @ParameterizedTest
  @ValueSource(ints = {-4, -1, 1, 4, 1 << 20})
  void weightsThatAreMoreOrFewerThanTheNetworkHasAreRefused(int bytes) {
    forged.weights(file -> Arrays.copyOf(file, file.length + bytes));

    assertRefused("weights.safetensors is damaged: it holds .* bytes of parameters, not 252");
  }
}
