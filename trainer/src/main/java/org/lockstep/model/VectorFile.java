package org.lockstep.model;

import com.fasterxml.jackson.databind.JsonNode;
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
 * Named vectors and a record in one safetensors file with a checksum: the record is the metadata of
 * the file, the checksum of all preceding bytes its last tensor. It is written and read in one
 * pass, may be larger than an array, and is complete if its last bytes are there.
 *
 * <p>The checksum is CRC-32C, for which processors have an instruction: a checkpoint is written
 * while all cores train, and SHA-256 would take four milliseconds for a mebibyte.
 */
public final class VectorFile {
  private static final String RECORD = "lockstep";
  private static final String CHECKSUM = "crc32c";
  private static final int CHUNK = 1 << 16;

  private VectorFile() {}

  /** The content of a file. */
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
    CheckedOutputStream out = new CheckedOutputStream(to, new CRC32C());
    out.write(header(CheckedJson.text(record), lengths).encode());
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

  private static SafetensorsHeader header(String record, Map<String, Integer> lengths) {
    SafetensorsHeader header = new SafetensorsHeader().metadata(RECORD, record);
    long offset = 0;
    for (Map.Entry<String, Integer> vector : lengths.entrySet()) {
      header.tensor(vector.getKey(), Safetensors.FLOATS, offset, vector.getValue());
      offset += vector.getValue();
    }
    return header.tensor(CHECKSUM, "I32", offset, 1);
  }

  /**
   * Reads a file.
   *
   * @param length of the file; no more memory is allocated
   * @param type of the record
   * @throws IOException if a byte is missing, added or changed, or the record is of another type
   */
  public static <T extends Record> Content<T> read(InputStream from, long length, Class<T> type)
      throws IOException {
    CheckedInputStream checked =
        new CheckedInputStream(new BufferedInputStream(from, CHUNK), new CRC32C());
    DataInputStream in = new DataInputStream(checked);
    int headerLength;
    JsonNode header;
    try {
      headerLength = SafetensorsHeader.readLength(in, length);
      header = SafetensorsHeader.read(in, headerLength);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    SortedMap<String, float[]> vectors = new TreeMap<>();
    String record = header.path(SafetensorsHeader.METADATA).path(RECORD).asText();
    Map<String, Integer> lengths = lengths(header, length - Long.BYTES - headerLength);
    if (!header(record, lengths).equalsRead(header)) {
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

  /** The length of each vector; together with the checksum they fill the file. */
  private static Map<String, Integer> lengths(JsonNode header, long bytes) throws IOException {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    long sum = Integer.BYTES;
    for (Map.Entry<String, JsonNode> tensor : header.properties()) {
      String name = tensor.getKey();
      if (name.equals(SafetensorsHeader.METADATA) || name.equals(CHECKSUM)) {
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
