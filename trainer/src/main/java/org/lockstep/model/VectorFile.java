package org.lockstep.model;

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
 * Named vectors in one safetensors file, written and read from front to back, so that a file may be
 * larger than an array can be.
 *
 * <p>Its checksum is CRC-32C, which processors have an instruction for: a checkpoint is written
 * while all cores train, and SHA-256 would take them four milliseconds for a mebibyte.
 */
public final class VectorFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 1 << 16;
  private static final int LARGEST_HEADER = 1 << 20;

  private VectorFile() {}

  /** Writes vectors, and knows afterwards what has been written. */
  public static final class Writer {
    private final SortedMap<String, float[]> vectors;
    private long byteCount;
    private long crc32c;

    /** The vectors to write; they are not copied. */
    public Writer(SortedMap<String, float[]> vectors) {
      this.vectors = vectors;
    }

    /** Writes them. */
    public void writeTo(OutputStream to) throws IOException {
      ObjectNode header = JSON.createObjectNode();
      long offset = 0;
      for (Map.Entry<String, float[]> vector : vectors.entrySet()) {
        int length = vector.getValue().length;
        Safetensors.tensor(header.putObject(vector.getKey()), offset, offset + length, length);
        offset += length;
      }
      byte[] prefix = Safetensors.prefix(header);
      CheckedOutputStream out = new CheckedOutputStream(to, new CRC32C());
      out.write(prefix);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] vector : vectors.values()) {
        for (int from = 0; from < vector.length; from += CHUNK / Float.BYTES) {
          int count = Math.min(CHUNK / Float.BYTES, vector.length - from);
          chunk.asFloatBuffer().put(vector, from, count);
          out.write(chunk.array(), 0, count * Float.BYTES);
        }
      }
      byteCount = prefix.length + offset * Float.BYTES;
      crc32c = out.getChecksum().getValue();
    }

    /** Bytes written. */
    public long byteCount() {
      return byteCount;
    }

    /** Their CRC-32C. */
    public long crc32c() {
      return crc32c;
    }
  }

  /**
   * Reads vectors.
   *
   * @param length of the file; no more memory is taken than that
   * @param crc32c of the file
   * @throws IOException if it is not such a file, or not this one
   */
  public static SortedMap<String, float[]> read(InputStream from, long length, long crc32c)
      throws IOException {
    CheckedInputStream checked =
        new CheckedInputStream(new BufferedInputStream(from, CHUNK), new CRC32C());
    DataInputStream in = new DataInputStream(checked);
    long headerLength = length < Long.BYTES ? -1 : Long.reverseBytes(in.readLong());
    if (headerLength < 0 || headerLength > Math.min(LARGEST_HEADER, length - Long.BYTES)) {
      throw new IOException("its header is cut off");
    }
    byte[] header = new byte[(int) headerLength];
    in.readFully(header);
    Map<String, Integer> lengths = lengths(header, length - Long.BYTES - headerLength);
    SortedMap<String, float[]> vectors = new TreeMap<>();
    byte[] chunk = new byte[CHUNK];
    for (Map.Entry<String, Integer> each : lengths.entrySet()) {
      float[] vector = new float[each.getValue()];
      for (int done = 0; done < vector.length; done += CHUNK / Float.BYTES) {
        int count = Math.min(CHUNK / Float.BYTES, vector.length - done);
        in.readFully(chunk, 0, count * Float.BYTES);
        ByteBuffer.wrap(chunk)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(vector, done, count);
      }
      vectors.put(each.getKey(), vector);
    }
    if (checked.getChecksum().getValue() != crc32c) {
      throw new IOException("its checksum does not fit");
    }
    return vectors;
  }

  /** The length of each vector; together they fill the file. */
  private static Map<String, Integer> lengths(byte[] header, long bytes) throws IOException {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    long sum = 0;
    for (Map.Entry<String, JsonNode> tensor : JSON.readTree(header).properties()) {
      int length = tensor.getValue().path("shape").path(0).asInt(-1);
      if (length < 0 || length > bytes / Float.BYTES) {
        throw new IOException("its vector %s is longer than the file".formatted(tensor.getKey()));
      }
      lengths.put(tensor.getKey(), length);
      sum += (long) length * Float.BYTES;
    }
    if (sum != bytes) {
      throw new IOException("it holds %,d bytes of vectors, not %,d".formatted(bytes, sum));
    }
    return lengths;
  }
}
