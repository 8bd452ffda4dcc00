package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.network.input.InputStage;

class SafetensorsTest {
  private static final Topology TOPOLOGY =
      new Topology(
          List.of(3, 2, 1), List.of(Activation.RELU, Activation.IDENTITY), new Loss.SquaredError());

  /** Bits that a careless copy would change are among them. */
  private static final float[] PARAMETERS = {
    1,
    -2.5f,
    -0f,
    Float.MIN_VALUE,
    Float.MAX_VALUE,
    1e-40f,
    (float) Math.PI,
    0,
    1 / 3f,
    Float.NEGATIVE_INFINITY,
    Float.intBitsToFloat(0x7FC0_1234)
  };

  private static final byte[] FILE = Safetensors.write(TOPOLOGY, PARAMETERS);

  private static int headerLength() {
    return Math.toIntExact(ByteBuffer.wrap(FILE).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void layerNormAndParametricActivationHaveTensorsOfTheirOwn() throws IOException {
    Topology topology =
        new Topology(
            List.of(3, 2, 1),
            List.of(Activation.MISH, Activation.IDENTITY),
            new Loss.SquaredError(),
            0,
            true,
            true,
            InputStage.NONE);
    float[] parameters = new float[topology.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = i;
    }

    byte[] file = Safetensors.write(topology, parameters);

    int length = Math.toIntExact(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong());
    JsonNode tensors = new ObjectMapper().readTree(file, Long.BYTES, length);
    assertThat(tensors.at("/norms.1.weight/data_offsets").toString()).isEqualTo("[32,40]");
    assertThat(tensors.at("/norms.1.bias/data_offsets").toString()).isEqualTo("[40,48]");
    assertThat(tensors.at("/activations.1.weight").toString())
        .isEqualTo("{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[48,56]}");
    assertThat(tensors.has("activations.2.weight")).as("the output has none").isFalse();
    assertThat(Safetensors.read(file, topology)).isEqualTo(parameters);
  }

  @Test
  void theFileIsAHeaderLengthAJsonHeaderAndLittleEndianFloats() throws IOException {
    String header = new String(FILE, Long.BYTES, headerLength(), StandardCharsets.UTF_8);

    assertThat(headerLength() % 8).as("the floats are aligned").isZero();
    assertThat(header).startsWith("{");
    JsonNode tensors = new ObjectMapper().readTree(header);
    assertThat(tensors)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {
                      "layers.1.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
                      "layers.1.bias":   {"dtype": "F32", "shape": [2],   "data_offsets": [24, 32]},
                      "layers.2.weight": {"dtype": "F32", "shape": [1, 2], "data_offsets": [32, 40]},
                      "layers.2.bias":   {"dtype": "F32", "shape": [1],   "data_offsets": [40, 44]}
                    }
                    """));
    ByteBuffer floats =
        ByteBuffer.wrap(FILE, 8 + headerLength(), 44).slice().order(ByteOrder.LITTLE_ENDIAN);
    for (float parameter : PARAMETERS) {
      assertThat(floats.getInt()).isEqualTo(Float.floatToRawIntBits(parameter));
    }
    assertThat(FILE).hasSize(8 + headerLength() + 44);
  }

  @Test
  void tensorsAreReadWithTheBitsThatWereWritten() {
    assertThat(bits(Safetensors.read(FILE, TOPOLOGY))).isEqualTo(bits(PARAMETERS));
  }

  @Test
  void aFileTruncatedAnywhereIsRefused() {
    for (int length = 0; length < FILE.length; length++) {
      byte[] cut = Arrays.copyOf(FILE, length);
      assertThatThrownBy(() -> Safetensors.read(cut, TOPOLOGY))
          .as("cut to %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void trailingBytesAreRefused() {
    assertThatThrownBy(() -> Safetensors.read(Arrays.copyOf(FILE, FILE.length + 4), TOPOLOGY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it holds 48 bytes of parameters, not 44");
  }

  @Test
  void aFlippedBitOfTheHeaderIsRefusedOrChangesNothing() {
    int refused = 0;
    for (int bit = 0; bit < 8 * (8 + headerLength()); bit++) {
      byte[] flipped = FILE.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      float[] read;
      try {
        read = Safetensors.read(flipped, TOPOLOGY);
      } catch (IllegalArgumentException e) {
        refused++;
        continue;
      }
      assertThat(bits(read)).as("bit %d", bit).isEqualTo(bits(PARAMETERS));
    }
    assertThat(refused).isGreaterThan(8 * headerLength() * 9 / 10);
  }

  @Test
  void theTensorsOfAnotherNetworkAreRefused() {
    for (List<Integer> widths : List.of(List.of(2, 3, 1), List.of(3, 2, 2), List.of(10, 1))) {
      Topology other =
          new Topology(
              widths,
              TOPOLOGY.activations().subList(3 - widths.size(), 2),
              new Loss.SquaredError());

      assertThatThrownBy(() -> Safetensors.read(FILE, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("its tensors are not those of the network");
    }
  }

  @Test
  void anExcessiveHeaderLengthIsRefused() {
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, FILE.length}) {
      byte[] bad = FILE.clone();
      ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertThatThrownBy(() -> Safetensors.read(bad, TOPOLOGY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("its header is cut off");
    }
  }
}
