package org.lockstep.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;
import org.lockstep.network.input.InputTensor;

/**
 * The parameters as a safetensors file: the length of a JSON header, the header, and the plain
 * floats, which are the parameter vector as it is. PyTorch's {@code Linear} and {@code LayerNorm}
 * take the tensors as they are. Their names number the layers from 1: {@code layers.1.weight} is W
 * of the first.
 */
public final class Safetensors {
  /** The name of the type of all tensors. */
  static final String FLOATS = "F32";

  /** Limit of a header's length, in multiples of its length without indentation. */
  private static final int MOST_BLANKS = 8;

  private Safetensors() {}

  /** The bytes of a file that holds the parameters of a network. */
  public static byte[] write(Topology topology, float[] parameters) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(header(topology, LayerNames.number(0)).encode());
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
   * Like {@link #read(byte[], Topology)} from a stream. Memory is allocated after the header and
   * the length have been checked.
   *
   * @param length of the file, in bytes
   * @throws IllegalArgumentException if the file does not hold exactly this network's tensors
   */
  static float[] read(InputStream from, long length, Topology topology) throws IOException {
    return read(from, length, topology, header(topology, LayerNames.number(0)));
  }

  /** Like {@link #read(InputStream, long, Topology)} for names that number layers from 0. */
  static float[] readNamedFromZero(InputStream from, long length, Topology topology)
      throws IOException {
    return read(from, length, topology, header(topology, 0));
  }

  private static float[] read(
      InputStream from, long length, Topology topology, SafetensorsHeader header)
      throws IOException {
    DataInputStream in = new DataInputStream(from);
    int headerLength = SafetensorsHeader.readLength(in, length);
    if (headerLength > MOST_BLANKS * (long) header.textLength()
        || !header.equalsRead(SafetensorsHeader.read(in, headerLength))) {
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

  /** The tensors of a network, the first layer having the number {@code first} in their names. */
  private static SafetensorsHeader header(Topology topology, int first) {
    SafetensorsHeader header = new SafetensorsHeader();
    for (InputTensor tensor : topology.inputTensors()) {
      header.tensor(tensor.name(), FLOATS, tensor.from(), tensor.sizes());
    }
    for (int l = 0; l < topology.layerCount(); l++) {
      int outputs = topology.outputs(l);
      String dense = LayerNames.dense(first + l);
      header
          .tensor(dense + ".weight", FLOATS, topology.weightsOffset(l), outputs, topology.inputs(l))
          .tensor(dense + ".bias", FLOATS, topology.biasOffset(l), outputs);
      if (topology.isNormalized(l)) {
        String norm = LayerNames.norm(first + l);
        header
            .tensor(norm + ".weight", FLOATS, topology.scaleOffset(l), outputs)
            .tensor(norm + ".bias", FLOATS, topology.shiftOffset(l), outputs);
      }
      if (topology.isParametric(l)) {
        String activation = LayerNames.activation(first + l);
        header.tensor(activation + ".weight", FLOATS, topology.activationOffset(l), outputs);
      }
    }
    return header;
  }
}
