package org.lockstep.support;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.lockstep.model.Digest;

/** The files of a model, changed by somebody who knows how to compute checksums. */
public final class ForgedModel {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHECKSUM = "checksum";

  private final Path folder;

  /** Takes the folder of a model that is whole. */
  public ForgedModel(Path folder) {
    this.folder = folder;
  }

  public Path manifest() {
    return folder.resolve("manifest.json");
  }

  public Path weights() {
    return folder.resolve("weights.safetensors");
  }

  /** Changes the manifest, and gives it the checksum that fits. */
  public void manifest(Consumer<ObjectNode> change) {
    try {
      ObjectNode manifest = (ObjectNode) JSON.readTree(manifest().toFile());
      change.accept(manifest);
      manifest.remove(CHECKSUM);
      byte[] content = manifest.toString().getBytes(StandardCharsets.UTF_8);
      manifest.put(CHECKSUM, Digest.of(content));
      Files.writeString(manifest(), manifest.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes the file of the weights, and the checksums and the digest in the manifest with it. */
  public void weights(UnaryOperator<byte[]> change) {
    try {
      byte[] file = change.apply(Files.readAllBytes(weights()));
      Files.write(weights(), file);
      manifest(
          manifest -> {
            manifest.put("weights-sha256", Digest.of(file));
            manifest.put("digest", Digest.of(floats(file)));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes the header of the weights, which stay as they are. */
  public void header(Consumer<ObjectNode> change) {
    weights(
        file -> {
          try {
            ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            byte[] json = new byte[(int) buffer.getLong()];
            buffer.get(json);
            ObjectNode header = (ObjectNode) JSON.readTree(json);
            change.accept(header);
            byte[] changed = header.toString().getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(Long.BYTES + changed.length + buffer.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(changed.length)
                .put(changed)
                .put(buffer)
                .array();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Changes one of the weights, counted from the last, which is 0. */
  public void weight(int fromTheEnd, float value) {
    weights(
        file -> {
          ByteBuffer.wrap(file)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putFloat(file.length - Float.BYTES * (fromTheEnd + 1), value);
          return file;
        });
  }

  private static float[] floats(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long header = file.length < Long.BYTES ? -1 : buffer.getLong();
    if (header < 0 || header > buffer.remaining()) {
      return new float[0];
    }
    buffer.position(buffer.position() + (int) header);
    float[] floats = new float[buffer.remaining() / Float.BYTES];
    buffer.asFloatBuffer().get(floats);
    return floats;
  }
}
