package org.lockstep.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.model.file.LocalFiles;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;

/** Reads and checks the two files of a model, from any source of bytes. */
public final class ModelFiles {
  static final String MANIFEST = "manifest.json";
  static final String WEIGHTS = "weights.safetensors";
  private static final int LARGEST_MANIFEST_BYTES = 1 << 28;

  private final String folder;

  /**
   * Creates a reader.
   *
   * @param folder of the files, for messages
   */
  ModelFiles(String folder) {
    this.folder = folder;
  }

  /** A source of the two files of a model. */
  @FunctionalInterface
  interface Source {
    /**
     * Opens a file.
     *
     * @throws FileNotFoundException or {@link NoSuchFileException} if it is not there
     * @throws IllegalArgumentException if it is no file but a folder, a pipe or a device
     */
    Opened open(String name) throws IOException;
  }

  /**
   * A file that is being read.
   *
   * @param length in bytes; no more is read
   */
  record Opened(InputStream in, long length) implements Closeable {
    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /**
   * Reads a model from a folder of this machine, without Hadoop and without Spark.
   *
   * @throws UserException if there is none or its files are damaged: see {@link #read(Source)}
   */
  public static Model read(Path folder) {
    return new ModelFiles(folder.toString())
        .read(
            name -> {
              Path file = folder.resolve(name);
              LocalFiles.requireRegular(file);
              return new Opened(Files.newInputStream(file), Files.size(file));
            });
  }

  /**
   * Reads a model and checks that it can predict. Every reader of models uses this method.
   *
   * @throws UserException if one of the files is missing or damaged; its format is of a later
   *     version; columns, labels and scaling do not fit the network; a weight is not finite; or the
   *     digest is not that of the weights
   */
  Model read(Source source) {
    Manifest manifest = readManifest(source);
    return reading(
        WEIGHTS,
        () -> {
          try (Opened file = source.open(WEIGHTS)) {
            return model(manifest, file);
          }
        });
  }

  /**
   * Reads all of a model but its weights, with the same checks.
   *
   * @throws UserException if the manifest is missing, damaged, or of a later version
   */
  Manifest readManifest(Source source) {
    return reading(
        MANIFEST,
        () -> {
          try (Opened file = source.open(MANIFEST)) {
            LocalFiles.requireLength(file.length(), LARGEST_MANIFEST_BYTES);
            return manifest(file.in().readNBytes((int) file.length()));
          }
        });
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T reading(String name, Reading<T> reading) {
    try {
      return reading.read();
    } catch (FileNotFoundException | NoSuchFileException | NotDirectoryException e) {
      throw missing(e);
    } catch (DamagedException | IllegalArgumentException e) {
      throw damaged(name, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model at %s".formatted(folder), e);
    }
  }

  /** Thrown for damaged content, as opposed to a failure of the disk. */
  private static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  private Manifest manifest(byte[] json) throws DamagedException {
    try {
      ObjectNode content = CheckedJson.object(json);
      requireKnown(Manifest.version(content));
      return Manifest.of(content);
    } catch (IOException e) {
      throw new DamagedException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Checked first, since a later version may differ in any other way. */
  private void requireKnown(BigInteger version) {
    if (version.signum() <= 0
        || version.compareTo(BigInteger.valueOf(Manifest.FORMAT_VERSION)) > 0) {
      throw new UserException(
          "the model has format %s; this version of Lockstep reads formats 1 to %d"
              .formatted(JsonFault.shortened(version.toString()), Manifest.FORMAT_VERSION),
          folder,
          "use the version of Lockstep that wrote it");
    }
  }

  private static Model model(Manifest manifest, Opened file) throws IOException {
    DigestInputStream in = new DigestInputStream(file.in(), Digest.sha256());
    float[] parameters = readWeights(manifest, in, file.length());
    String sha256 = HexFormat.of().formatHex(in.getMessageDigest().digest());
    if (!sha256.equals(manifest.weightsSha256())) {
      throw new DamagedException("its checksum is not the one in the manifest", null);
    }
    requireFinite(parameters, manifest.network());
    Model model =
        new Model(manifest.network(), manifest.encoding(), parameters, manifest.provenance());
    if (!model.digest().equals(manifest.digest())) {
      throw new DamagedException("the digest in the manifest is not that of its parameters", null);
    }
    return model;
  }

  private static float[] readWeights(Manifest manifest, InputStream in, long length)
      throws IOException {
    return manifest.namesTensorsFromZero()
        ? Safetensors.readNamedFromZero(in, length, manifest.network())
        : Safetensors.read(in, length, manifest.network());
  }

  private static void requireFinite(float[] parameters, Topology network) {
    for (int i = 0; i < parameters.length; i++) {
      if (!Float.isFinite(parameters[i])) {
        int index = -1;
        while (network.weightsOffset(index + 1) <= i) {
          index++;
        }
        String where = index < 0 ? "the input stage" : "layer " + LayerNames.number(index);
        throw new IllegalArgumentException(
            "a parameter of %s is %s, which is no finite number".formatted(where, parameters[i]));
      }
    }
  }

  private UserException missing(IOException cause) {
    return new UserException(
        "there is no model at %s: it needs a %s and a %s".formatted(folder, MANIFEST, WEIGHTS),
        "path of the model",
        "name the folder that training wrote as its output",
        cause);
  }

  private UserException damaged(String file, String why, @Nullable Throwable cause) {
    return new UserException(
        "the model's %s is damaged: %s".formatted(file, JsonFault.shortened(why)),
        folder,
        "train again, or copy the model again",
        cause);
  }
}
