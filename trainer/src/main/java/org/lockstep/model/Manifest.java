package org.lockstep.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.Encoding;
import org.lockstep.network.Activation;
import org.lockstep.network.Topology;

/**
 * All of a model but its parameters: the content of {@code manifest.json}, with a checksum of its
 * own.
 *
 * @param formatVersion of the folder; this code reads 1
 * @param digest of the parameters
 * @param weightsSha256 checksum of the file {@code weights.safetensors}
 * @param network the shape of the network
 * @param encoding of the data
 * @param validation how the model did after its last epoch, null if nothing was held back
 * @param provenance where it comes from
 */
record Manifest(
    int formatVersion,
    String digest,
    String weightsSha256,
    Topology network,
    Encoding encoding,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Metrics validation,
    Provenance provenance) {
  static final int FORMAT_VERSION = 1;
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
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /**
   * Reads a manifest.
   *
   * @throws IOException if it is not JSON, is not a manifest, or its checksum is not its own
   */
  static Manifest parse(byte[] json) throws IOException {
    if (!(JSON.readTree(json) instanceof ObjectNode content)) {
      throw new IOException("it is no JSON object");
    }
    JsonNode checksum = content.remove(CHECKSUM);
    if (checksum == null || !checksum.asText().equals(checksum(content))) {
      throw new IOException("its checksum does not fit");
    }
    return JSON.treeToValue(content, Manifest.class);
  }

  byte[] toJson() {
    ObjectNode content = JSON.valueToTree(this);
    content.put(CHECKSUM, checksum(content));
    try {
      return JSON.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest can always be written", e);
    }
  }

  /** Of the content without white space, so that a person may indent it. */
  private static String checksum(ObjectNode content) {
    return Digest.of(content.toString().getBytes(StandardCharsets.UTF_8));
  }
}
