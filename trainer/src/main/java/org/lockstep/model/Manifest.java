package org.lockstep.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Encoding;
import org.lockstep.network.Topology;

/**
 * All of a model but its parameters: the content of {@code manifest.json}, with a checksum of its
 * own.
 *
 * @param formatVersion of the folder; this code writes 2 and reads 1 too
 * @param digest of the parameters
 * @param weightsSha256 checksum of the file {@code weights.safetensors}
 * @param network the shape of the network
 * @param encoding of the data
 * @param validation how the model did after its last epoch, null if nothing was held back
 * @param provenance where it comes from
 */
public record Manifest(
    int formatVersion,
    String digest,
    String weightsSha256,
    Topology network,
    Encoding encoding,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Metrics validation,
    Provenance provenance) {
  static final int FORMAT_VERSION = 2;

  /**
   * Reads a manifest.
   *
   * @throws IOException if it is not JSON, is not a manifest, or its checksum is not its own
   */
  static Manifest parse(byte[] json) throws IOException {
    return CheckedJson.read(json, Manifest.class);
  }

  byte[] toJson() {
    return CheckedJson.write(this);
  }
}
