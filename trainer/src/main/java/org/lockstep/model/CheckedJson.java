package org.lockstep.model;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.lockstep.network.Activation;

/** Records as JSON objects that carry a checksum of their own. */
public final class CheckedJson {
  private static final String CHECKSUM = "checksum";

  /** Enums by the names that the settings use. */
  private interface SettingsName {
    @JsonValue
    String settingsName();
  }

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .addMixIn(Activation.class, SettingsName.class)
          .enable(SerializationFeature.INDENT_OUTPUT)
          // What is read is what was written, or nothing: no null or missing value, unless a
          // component says otherwise, and no text or fraction in place of a whole number.
          .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final ObjectWriter ONE_LINE =
      JSON.writer().without(SerializationFeature.INDENT_OUTPUT);

  private CheckedJson() {}

  /** A record as a tree, without a checksum. */
  public static JsonNode tree(Record content) {
    return JSON.valueToTree(content);
  }

  /** A record as text of one line, without a checksum. */
  static String text(Record content) {
    try {
      return ONE_LINE.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values can always be written", e);
    }
  }

  /**
   * Reads the text of {@link #text}.
   *
   * @throws IOException if it is not such a record
   */
  static <T extends Record> T parse(String text, Class<T> type) throws IOException {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw JsonFault.described(e);
    }
  }

  /** The bytes of a record, with a checksum. */
  public static byte[] write(Record content) {
    ObjectNode json = JSON.valueToTree(content);
    json.put(CHECKSUM, checksum(json));
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values can always be written", e);
    }
  }

  /**
   * Reads a record; it may be indented differently.
   *
   * @throws IOException if it is not JSON, not such a record, or its checksum does not fit
   */
  public static <T extends Record> T read(byte[] json, Class<T> type) throws IOException {
    ObjectNode content = object(json);
    removeChecksum(content);
    return record(content, type);
  }

  /**
   * Parses an object without checking its checksum.
   *
   * @throws IOException if it is not one JSON object
   */
  static ObjectNode object(byte[] json) throws IOException {
    try {
      if (JSON.readTree(json) instanceof ObjectNode object) {
        return object;
      }
      throw new IOException("it is no JSON object");
    } catch (JsonProcessingException e) {
      throw JsonFault.described(e);
    }
  }

  /**
   * Converts an object without its checksum to a record.
   *
   * @throws IOException if it is not such a record
   */
  static <T extends Record> T record(ObjectNode content, Class<T> type) throws IOException {
    try {
      return JSON.treeToValue(content, type);
    } catch (JsonProcessingException e) {
      throw JsonFault.described(e);
    }
  }

  /**
   * Removes the checksum from an object, and checks it.
   *
   * @throws IOException if it does not fit
   */
  static void removeChecksum(ObjectNode content) throws IOException {
    JsonNode checksum = content.remove(CHECKSUM);
    if (checksum == null || !checksum.asText().equals(checksum(content))) {
      throw new IOException("its checksum does not fit");
    }
  }

  /** The checksum of the content without white space. */
  private static String checksum(ObjectNode content) {
    return Digest.of(content.toString().getBytes(StandardCharsets.UTF_8));
  }
}
