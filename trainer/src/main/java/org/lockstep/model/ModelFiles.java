package org.lockstep.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;

/**
 * The two files of a model as bytes, wherever they lie: what they hold, and whether it is whole.
 */
public final class ModelFiles {
  static final String MANIFEST = "manifest.json";
  static final String WEIGHTS = "weights.safetensors";
  static final int LARGEST_MANIFEST_BYTES = 1 << 28;

  private final String folder;

  /** Names the folder for what is said of it. */
  ModelFiles(String folder) {
    this.folder = folder;
  }

  /**
   * Reads a model from a folder of this machine, without Hadoop and without Spark.
   *
   * @throws UserException if there is none, or its files are damaged
   */
  public static Model read(Path folder) {
    ModelFiles files = new ModelFiles(folder.toString());
    try {
      Manifest manifest = files.manifest(bytes(folder.resolve(MANIFEST), LARGEST_MANIFEST_BYTES));
      return files.model(manifest, bytes(folder.resolve(WEIGHTS), mostWeightBytes(manifest)));
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw files.missing(e);
    } catch (IllegalArgumentException e) {
      throw files.damaged(MANIFEST, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UserException(
          "the model cannot be read: %s".formatted(e.getMessage()),
          files.folder,
          "see to it that its files can be",
          e);
    }
  }

  private static byte[] bytes(Path file, long most) throws IOException {
    long length = Files.size(file);
    if (length > Math.min(most, Integer.MAX_VALUE - 8)) {
      throw new IllegalArgumentException(
          "%s has %,d bytes, more than it can have".formatted(file.getFileName(), length));
    }
    return Files.readAllBytes(file);
  }

  /** The most bytes that the weights of a model can take. */
  static long mostWeightBytes(Manifest manifest) {
    return (manifest.network().parameterCount() + 1L) * Float.BYTES + (1L << 24);
  }

  /**
   * Reads the manifest.
   *
   * @throws UserException if it is damaged, or of a version to come
   */
  Manifest manifest(byte[] json) {
    Manifest manifest;
    try {
      manifest = Manifest.parse(json);
    } catch (IOException e) {
      throw damaged(MANIFEST, String.valueOf(e.getMessage()).lines().findFirst().get(), e);
    }
    if (manifest.formatVersion() < 1 || manifest.formatVersion() > Manifest.FORMAT_VERSION) {
      throw new UserException(
          "the model has format %d; this version of Lockstep reads formats 1 to %d"
              .formatted(manifest.formatVersion(), Manifest.FORMAT_VERSION),
          folder,
          "use the version of Lockstep that wrote it");
    }
    return manifest;
  }

  /**
   * Reads the weights that go with a manifest.
   *
   * @throws UserException if they are damaged
   */
  Model model(Manifest manifest, byte[] weights) {
    if (!Digest.of(weights).equals(manifest.weightsSha256())) {
      throw damaged(WEIGHTS, "its checksum is not the one in the manifest", null);
    }
    try {
      return new Model(
          manifest.network(),
          manifest.encoding(),
          Safetensors.read(weights, manifest.network()),
          manifest.provenance());
    } catch (IllegalArgumentException e) {
      throw damaged(WEIGHTS, String.valueOf(e.getMessage()), e);
    }
  }

  UserException missing(IOException cause) {
    return new UserException(
        "there is no model at %s: it needs a %s and a %s".formatted(folder, MANIFEST, WEIGHTS),
        "path of the model",
        "name the folder that training wrote as its output",
        cause);
  }

  UserException damaged(String file, String why, @Nullable Throwable cause) {
    return new UserException(
        "the model's %s is damaged: %s".formatted(file, why),
        folder,
        "train again, or copy the model again",
        cause);
  }
}
