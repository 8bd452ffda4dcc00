package org.lockstep.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.lockstep.network.Topology;

/**
 * The parameters as a safetensors file: the length of a JSON header, the header, and the plain
 * floats, which are the parameter vector as it is. PyTorch's {@code Linear} and {@code LayerNorm}
 * take the tensors as they are.
 */
public final class Safetensors {
  /** The type of all that is written here, by the format's name. */
  static final String FLOATS = "F32";

  /** How many times its least length a header may have, for whoever indents it. */
  private static final int MOST_BLANKS = 8;

  private Safetensors() {}

  /** The bytes of a file that holds the parameters of a network. */
  public static byte[] write(Topology topology, float[] parameters) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(header(topology).encode());
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
    DataInputStream in = new DataInputStream(from);
    SafetensorsHeader expected = header(topology);
    int headerLength = SafetensorsHeader.readLength(in, length);
    if (headerLength > MOST_BLANKS * (long) expected.textLength()
        || !expected.equalsRead(SafetensorsHeader.read(in, headerLength))) {
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

  private static SafetensorsHeader header(Topology topology) {
    SafetensorsHeader header = new SafetensorsHeader();
    for (int l = 0; l < topology.layerCount(); l++) {
      int outputs = topology.outputs(l);
      header
          .tensor(
              "layers." + l + ".weight",
              FLOATS,
              topology.weightsOffset(l),
              outputs,
              topology.inputs(l))
          .tensor("layers." + l + ".bias", FLOATS, topology.biasOffset(l), outputs);
      if (topology.isNormalized(l)) {
        header
            .tensor("norms." + l + ".weight", FLOATS, topology.scaleOffset(l), outputs)
            .tensor("norms." + l + ".bias", FLOATS, topology.shiftOffset(l), outputs);
      }
    }
    return header;
  }
}
