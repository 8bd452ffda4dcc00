package org.lockstep.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;

/**
 * The parameters as a safetensors file: the length of a JSON header, the header, and the plain
 * floats, which are the parameter vector as it is. PyTorch's {@code Linear} and {@code LayerNorm}
 * take the tensors as they are. Their names number the layers from 1: {@code layers.1.weight} is W
 * of the first.
 *
 * <p>Source: the format's description in the README of the safetensors project, version 0.4.
 */
public final class Safetensors {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int ALIGNMENT = 8;

  /** How many times its least length a header may have, for whoever indents it. */
  private static final int MOST_BLANKS = 8;

  private Safetensors() {}

  /** The bytes of a file that holds the parameters of a network. */
  public static byte[] write(Topology topology, float[] parameters) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(prefix(header(topology, LayerNames.number(0))));
    file.writeBytes(Floats.encode(parameters));
    return file.toByteArray();
  }

  /**
   * Reads the parameters of a network.
   *
   * @throws IllegalArgumentException if the file does not hold exactly this network's tensors
   */
  static float[] read(byte[] file, Topology topology) {
    try {
      return read(new ByteArrayInputStream(file), file.length, topology);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same from a stream, to its end. Memory is taken when the header and the length have turned
   * out to be those of the network.
   *
   * @param length of the file, in bytes
   * @throws IllegalArgumentException if the file does not hold exactly this network's tensors
   */
  static float[] read(InputStream from, long length, Topology topology) throws IOException {
    return read(from, length, topology, header(topology, LayerNames.number(0)));
  }

  /** The same of a file whose tensors have the index of their layer, as before format 3. */
  static float[] readNamedFromZero(InputStream from, long length, Topology topology)
      throws IOException {
    return read(from, length, topology, header(topology, 0));
  }

  private static float[] read(InputStream from, long length, Topology topology, ObjectNode header)
      throws IOException {
    DataInputStream in = new DataInputStream(from);
    byte[] expected = header.toString().getBytes(StandardCharsets.UTF_8);
    long headerLength = length < Long.BYTES ? -1 : Long.reverseBytes(in.readLong());
    if (headerLength < 0 || headerLength > length - Long.BYTES) {
      throw new IllegalArgumentException("its header is cut off");
    }
    if (headerLength > MOST_BLANKS * (long) expected.length
        || !parse(in.readNBytes((int) headerLength)).equals(parse(expected))) {
      throw new IllegalArgumentException("its tensors are not those of the network");
    }
    long bytes = length - Long.BYTES - headerLength;
    if (bytes != (long) topology.parameterCount() * Float.BYTES) {
      throw new IllegalArgumentException(
          "it holds %,d bytes of parameters, not %,d"
              .formatted(bytes, (long) topology.parameterCount() * Float.BYTES));
    }
    float[] parameters = new float[topology.parameterCount()];
    Floats.read(in, parameters);
    return parameters;
  }

  private static JsonNode parse(byte[] header) {
    try {
      return JSON.readTree(new String(header, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its header is not JSON", e);
    }
  }

  /** The tensors of a network, the first layer having the number {@code first} in their names. */
  private static ObjectNode header(Topology topology, int first) {
    ObjectNode header = JSON.createObjectNode();
    for (int l = 0; l < topology.layerCount(); l++) {
      String dense = LayerNames.dense(first + l);
      int bias = topology.biasOffset(l);
      tensor(
          header.putObject(dense + ".weight"),
          topology.weightsOffset(l),
          bias,
          topology.outputs(l),
          topology.inputs(l));
      vector(header, dense + ".bias", bias, topology.outputs(l));
      if (topology.isNormalized(l)) {
        String norm = LayerNames.norm(first + l);
        vector(header, norm + ".weight", topology.scaleOffset(l), topology.outputs(l));
        vector(header, norm + ".bias", topology.shiftOffset(l), topology.outputs(l));
      }
    }
    return header;
  }

  /** What stands before the floats: the length of the header, and the header. */
  static byte[] prefix(ObjectNode header) {
    StringBuilder text = new StringBuilder(header.toString());
    while (text.length() % ALIGNMENT != 0) {
      text.append(' ');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length)
        .put(bytes)
        .array();
  }

  private static void vector(ObjectNode header, String name, int from, int length) {
    tensor(header.putObject(name), from, from + length, length);
  }

  /** Describes the floats from {@code from} to {@code to - 1}. */
  static void tensor(ObjectNode tensor, long from, long to, int... shape) {
    tensor.put("dtype", "F32");
    var dimensions = tensor.putArray("shape");
    for (int size : shape) {
      dimensions.add(size);
    }
    tensor.putArray("data_offsets").add(from * Float.BYTES).add(to * Float.BYTES);
  }
}
