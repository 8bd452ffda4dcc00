package org.lockstep.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Named vectors and a record, in one safetensors file that carries its own checksum: the record is
 * the file's metadata, the checksum of all that is before it its last tensor. So it is written, and
 * read, from front to back, may be larger than an array can be, and is whole if its end is there.
 *
 * <p>The checksum is CRC-32C, which processors have an instruction for: a checkpoint is written
 * while all cores train, and SHA-256 would take them four milliseconds for a mebibyte.
 */
public final class VectorFile {
  private static final String METADATA = "__metadata__";
  private static final String RECORD = "lockstep";
  private static final String CHECKSUM = "crc32c";
  private static final int CHUNK = 1 << 16;
  private static final int LARGEST_HEADER = 1 << 28;
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(LARGEST_HEADER).build())
              .build());

  private VectorFile() {}

  /** What such a file holds. */
  public record Content<T extends Record>(T record, SortedMap<String, float[]> vectors) {}

  /**
   * Writes a file.
   *
   * @param vectors by name, any but {@code crc32c}
   */
  public static void write(OutputStream to, Record record, SortedMap<String, float[]> vectors)
      throws IOException {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    vectors.forEach((name, vector) -> lengths.put(name, vector.length));
    ObjectNode header = header(CheckedJson.text(record), lengths);
    CheckedOutputStream out = new CheckedOutputStream(to, new CRC32C());
    out.write(Safetensors.prefix(header));
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] vector : vectors.values()) {
      for (int from = 0; from < vector.length; from += CHUNK / Float.BYTES) {
        int count = Math.min(CHUNK / Float.BYTES, vector.length - from);
        chunk.asFloatBuffer().put(vector, from, count);
        out.write(chunk.array(), 0, count * Float.BYTES);
      }
    }
    chunk.putInt(0, (int) out.getChecksum().getValue());
    to.write(chunk.array(), 0, Integer.BYTES);
  }

  private static ObjectNode header(String record, Map<String, Integer> lengths) {
    ObjectNode header = JSON.createObjectNode();
    header.putObject(METADATA).put(RECORD, record);
    long offset = 0;
    for (Map.Entry<String, Integer> vector : lengths.entrySet()) {
      int length = vector.getValue();
      Safetensors.tensor(header.putObject(vector.getKey()), offset, offset + length, length);
      offset += length;
    }
    ObjectNode checksum = header.putObject(CHECKSUM);
    Safetensors.tensor(checksum, offset, offset + 1, 1);
    checksum.put("dtype", "I32");
    return header;
  }

  /**
   * Reads a file.
   *
   * @param length of the file; no more memory is taken than that
   * @param type of the record
   * @throws IOException if a single byte of it is missing, too many, or not as it was written, or
   *     its record is of another type
   */
  public static <T extends Record> Content<T> read(InputStream from, long length, Class<T> type)
      throws IOException {
    CheckedInputStream checked =
        new CheckedInputStream(new BufferedInputStream(from, CHUNK), new CRC32C());
    DataInputStream in = new DataInputStream(checked);
    long headerLength = length < Long.BYTES ? -1 : Long.reverseBytes(in.readLong());
    if (headerLength < 0 || headerLength > Math.min(LARGEST_HEADER, length - Long.BYTES)) {
      throw new IOException("its header is cut off");
    }
    byte[] json = new byte[(int) headerLength];
    in.readFully(json);
    JsonNode header = parse(json);
    SortedMap<String, float[]> vectors = new TreeMap<>();
    String record = header.path(METADATA).path(RECORD).asText();
    Map<String, Integer> lengths = lengths(header, length - Long.BYTES - headerLength);
    // The same text would be another tree: numbers are held by their sizes.
    if (!parse(header(record, lengths).toString().getBytes(UTF_8)).equals(header)) {
      throw new IOException("its vectors do not lie one behind the other");
    }
    for (Map.Entry<String, Integer> each : lengths.entrySet()) {
      float[] vector = new float[each.getValue()];
      Floats.read(in, vector);
      vectors.put(each.getKey(), vector);
    }
    int crc32c = (int) checked.getChecksum().getValue();
    if (Integer.reverseBytes(in.readInt()) != crc32c) {
      throw new IOException("its checksum does not fit");
    }
    return new Content<>(CheckedJson.parse(record, type), vectors);
  }

  private static JsonNode parse(byte[] json) throws IOException {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw JsonFault.described(e);
    }
  }

  /** The length of each vector; together with the checksum they fill the file. */
  private static Map<String, Integer> lengths(JsonNode header, long bytes) throws IOException {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    long sum = Integer.BYTES;
    for (Map.Entry<String, JsonNode> tensor : header.properties()) {
      String name = tensor.getKey();
      if (name.equals(METADATA) || name.equals(CHECKSUM)) {
        continue;
      }
      int length = tensor.getValue().path("shape").path(0).asInt(-1);
      if (length < 0 || length > bytes / Float.BYTES) {
        throw new IOException("its vector %s is longer than the file".formatted(name));
      }
      lengths.put(name, length);
      sum += (long) length * Float.BYTES;
    }
    if (sum != bytes) {
      throw new IOException("it holds %,d bytes of vectors, not %,d".formatted(bytes, sum));
    }
    return lengths;
  }
}
