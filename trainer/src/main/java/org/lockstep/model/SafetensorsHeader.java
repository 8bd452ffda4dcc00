package org.lockstep.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a safetensors file: the length of a JSON object, in eight bytes, little-endian, and
 * the object, which describes each tensor.
 *
 * <p>Source: the format's description in the README of the safetensors project, version 0.4.
 */
final class SafetensorsHeader {
  /** Limit of a header, in bytes. */
  private static final int LARGEST = 1 << 28;

  /** The entry that is no tensor, by the format's name. */
  static final String METADATA = "__metadata__";

  private static final int ALIGNMENT = 8;
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LARGEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final ObjectNode tensors = JSON.createObjectNode();

  /** Adds metadata. */
  SafetensorsHeader metadata(String key, String value) {
    tensors.putObject(METADATA).put(key, value);
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param type by the format's name, such as {@code F32}; four bytes each
   * @param from the index of its first number over all tensors
   */
  SafetensorsHeader tensor(String name, String type, long from, int... shape) {
    ObjectNode tensor = tensors.putObject(name);
    tensor.put("dtype", type);
    ArrayNode dimensions = tensor.putArray("shape");
    long size = 1;
    for (int length : shape) {
      dimensions.add(length);
      size *= length;
    }
    tensor.putArray("data_offsets").add(from * Float.BYTES).add((from + size) * Float.BYTES);
    return this;
  }

  /** The bytes of the length and the object, padded so that the numbers are aligned. */
  byte[] encode() {
    StringBuilder text = new StringBuilder(tensors.toString());
    while (text.length() % ALIGNMENT != 0) {
      text.append(' ');
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    return ByteBuffer.allocate(Long.BYTES + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length)
        .put(bytes)
        .array();
  }

  /** The length of the object without indentation, in bytes. */
  int textLength() {
    return tensors.toString().getBytes(UTF_8).length;
  }

  /** Whether an object that was read is equal, apart from white space and order. */
  boolean equalsRead(JsonNode read) throws IOException {
    // Parsed from text, as Jackson compares numbers of different Java types as unequal.
    return JSON.readTree(tensors.toString()).equals(read);
  }

  /**
   * Reads and checks the length of the object, before memory is allocated for it.
   *
   * @param fileLength in bytes, the length included
   * @throws IllegalArgumentException if the file ends within the header
   */
  static int readLength(DataInputStream in, long fileLength) throws IOException {
    long length = fileLength < Long.BYTES ? -1 : Long.reverseBytes(in.readLong());
    if (length < 0 || length > Math.min(LARGEST, fileLength - Long.BYTES)) {
      throw new IllegalArgumentException("its header is cut off");
    }
    return (int) length;
  }

  /**
   * Reads the object.
   *
   * @throws IllegalArgumentException if it is not JSON, or names something twice
   */
  static JsonNode read(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    try {
      // Not from the bytes, which Jackson may take for another encoding than UTF-8.
      return JSON.readTree(new String(bytes, UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "its header is not JSON: " + JsonFault.described(e).getMessage(), e);
    }
  }
}
