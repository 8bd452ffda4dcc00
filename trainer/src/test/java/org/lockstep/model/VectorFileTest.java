package org.lockstep.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFileTest {
  /** A record as good as any. */
  record Note(String text, long number) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Note NOTE = new Note("of a run", 7);

  private byte[] file = new byte[0];

  @BeforeEach
  void write() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    float[] a = {1, 2, 3};
    float[] b = {4, Float.NaN};
    VectorFile.write(out, NOTE, new TreeMap<>(Map.of("a", a, "b", b, "c", new float[0])));
    file = out.toByteArray();
  }

  private static VectorFile.Content<Note> read(byte[] file) throws IOException {
    return VectorFile.read(new ByteArrayInputStream(file), file.length, Note.class);
  }

  /** Another header, and the checksum that goes with it. */
  private byte[] forged(UnaryOperator<String> change) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    byte[] json = new byte[(int) buffer.getLong()];
    buffer.get(json);
    byte[] header = change.apply(new String(json, UTF_8)).getBytes(UTF_8);
    ByteBuffer forged =
        ByteBuffer.allocate(Long.BYTES + header.length + buffer.remaining())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header)
            .put(buffer);
    CRC32C crc = new CRC32C();
    crc.update(forged.array(), 0, forged.capacity() - Integer.BYTES);
    forged.putInt(forged.capacity() - Integer.BYTES, (int) crc.getValue());
    return forged.array();
  }

  private byte[] forgedTree(Consumer<ObjectNode> change) {
    return forged(
        json -> {
          try {
            ObjectNode header = (ObjectNode) JSON.readTree(json);
            change.accept(header);
            return header.toString();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void vectorsAreReadWithTheirBitsWhateverTheIndentationOfTheHeader() throws IOException {
    for (byte[] each : new byte[][] {file, forged(header -> header.replace(",", " , "))}) {
      VectorFile.Content<Note> content = read(each);

      assertThat(content.record()).isEqualTo(NOTE);
      assertThat(content.vectors().keySet()).containsExactly("a", "b", "c");
      assertThat(content.vectors().get("a")).containsExactly(1, 2, 3);
      assertThat(content.vectors().get("b")[1]).isNaN();
    }
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        header("another type", h -> vector(h).put("dtype", "F64")),
        header("integers", h -> vector(h).put("dtype", "I32")),
        header("no type", h -> vector(h).remove("dtype")),
        header("more dimensions", h -> vector(h).putArray("shape").add(3).add(1)),
        header("no shape", h -> vector(h).remove("shape")),
        header("a negative shape", h -> vector(h).putArray("shape").add(-3)),
        header("a fraction", h -> vector(h).putArray("shape").add(3.5)),
        header("a shape that is huge", h -> vector(h).putArray("shape").add(1L << 40)),
        header("offsets that overlap", h -> vector(h).putArray("data_offsets").add(4).add(16)),
        header("offsets that are swapped", h -> vector(h).putArray("data_offsets").add(12).add(0)),
        header(
            "offsets beyond", h -> vector(h).putArray("data_offsets").add(1L << 33).add(1L << 34)),
        header("no offsets", h -> vector(h).remove("data_offsets")),
        header("no checksum", h -> h.remove("crc32c")),
        header("a vector more", h -> h.set("d", h.get("b"))),
        header("no record", h -> h.remove("__metadata__")),
        header("a record of another kind", h -> record(h, "{\"text\": \"x\", \"more\": 1}")),
        header("a record with null", h -> record(h, "{\"text\": null, \"number\": 7}")),
        header("a record that lacks something", h -> record(h, "{\"text\": \"x\"}")),
        header("a number as text", h -> record(h, "{\"text\": \"x\", \"number\": \"7\"}")),
        header("a number that overflows", h -> record(h, "{\"text\": \"x\", \"number\": 1e30}")),
        header("a record twice", h -> record(h, "{\"text\": \"x\", \"number\": 7} {}")),
        header("a deep record", h -> record(h, "[".repeat(100_000))));
  }

  private static Arguments header(String name, Consumer<ObjectNode> change) {
    return Arguments.of(name, change);
  }

  private static ObjectNode vector(ObjectNode header) {
    return (ObjectNode) header.get("a");
  }

  private static void record(ObjectNode header, String json) {
    header.putObject("__metadata__").put("lockstep", json);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void anInvalidHeaderWithAValidChecksumIsRefused(String name, Consumer<ObjectNode> change) {
    byte[] forged = forgedTree(change);

    assertThatThrownBy(() -> read(forged)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{\"a\": 1, \"a\": 2}", "{", "\u0000"})
  void aHeaderThatIsNotAnObjectIsRefused(String header) {
    byte[] forged = forged(json -> header);

    assertThatThrownBy(() -> read(forged)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 1 << 28, 1000})
  void aHeaderLengthBeyondTheFileIsRefusedWithoutAllocatingIt(long length) {
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("its header is cut off");
  }
}
