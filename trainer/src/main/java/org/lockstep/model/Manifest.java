package org.lockstep.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.Encoding;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;

/**
 * All of a model but its parameters: the content of {@code manifest.json}.
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

  /** Enums by the names that the settings use. */
  private interface SettingsName {
    @JsonValue
    String settingsName();
  }

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .addMixIn(Activation.class, SettingsName.class)
          .addMixIn(Loss.class, SettingsName.class)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  static Manifest parse(byte[] json) throws java.io.IOException {
    return JSON.readValue(json, Manifest.class);
  }

  byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest can always be written", e);
    }
  }
}
