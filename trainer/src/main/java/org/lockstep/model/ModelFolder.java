package org.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;

/**
 * Models on disk, on any Hadoop file system.
 *
 * <p>The manifest is written last and holds the checksum of the weights, so a model is there whole
 * or not at all.
 */
public final class ModelFolder {
  static final String MANIFEST = "manifest.json";
  private static final String WEIGHTS = "weights.safetensors";

  /** The names of a model's files. */
  public static final List<String> FILES = List.of(WEIGHTS, MANIFEST);

  private static final int LARGEST_MANIFEST_BYTES = 1 << 28;

  private ModelFolder() {}

  /**
   * Writes a model whole, in place of one that may be there; other files of the folder stay.
   *
   * @param validation how it did after its last epoch
   * @throws UncheckedIOException if the file system fails; a model that was there is still there
   *     then
   */
  public static void write(
      Configuration hadoop, String output, Model model, @Nullable Metrics validation) {
    byte[] weights = Safetensors.write(model.topology(), model.parameters());
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT_VERSION,
            model.digest(),
            Digest.of(weights),
            model.topology(),
            model.encoding(),
            validation,
            model.provenance());
    try {
      LinkedHashMap<Path, FolderFiles.Content> contents = new LinkedHashMap<>();
      contents.put(new Path(output, WEIGHTS), out -> out.write(weights));
      contents.put(new Path(output, MANIFEST), out -> out.write(manifest.toJson()));
      new FolderFiles(hadoop, output).write(contents);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model to %s".formatted(output), e);
    }
  }

  /** Whether there is something that looks like a model; whether it is whole, reading shows. */
  public static boolean exists(Configuration hadoop, String path) {
    try {
      return new FolderFiles(hadoop, path).files().exists(new Path(path, MANIFEST));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at %s".formatted(path), e);
    }
  }

  /**
   * Reads a model.
   *
   * @throws UserException if there is none, or its files are damaged
   */
  public static Model read(Configuration hadoop, String path) {
    try {
      FolderFiles files = new FolderFiles(hadoop, path);
      byte[] json = files.read(new Path(path, MANIFEST), LARGEST_MANIFEST_BYTES);
      Manifest manifest = manifest(json, path);
      long expected = (manifest.network().parameterCount() + 1L) * Float.BYTES + (1L << 24);
      byte[] weights = files.read(new Path(path, WEIGHTS), expected);
      if (!Digest.of(weights).equals(manifest.weightsSha256())) {
        throw damaged(path, WEIGHTS, "its checksum is not the one in the manifest", null);
      }
      return new Model(
          manifest.network(),
          manifest.encoding(),
          Safetensors.read(weights, manifest.network()),
          manifest.provenance());
    } catch (FileNotFoundException e) {
      throw missing(path, e);
    } catch (IllegalArgumentException e) {
      throw damaged(path, WEIGHTS, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model at %s".formatted(path), e);
    }
  }

  /**
   * Reads all of a model but its parameters; whether those are whole, {@link #read} shows.
   *
   * @throws UserException if there is no model, or its manifest is damaged
   */
  public static Manifest readManifest(Configuration hadoop, String path) {
    try {
      FolderFiles files = new FolderFiles(hadoop, path);
      return manifest(files.read(new Path(path, MANIFEST), LARGEST_MANIFEST_BYTES), path);
    } catch (FileNotFoundException e) {
      throw missing(path, e);
    } catch (IllegalArgumentException e) {
      throw damaged(path, MANIFEST, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model at %s".formatted(path), e);
    }
  }

  /**
   * Reads how a model did on the validation examples of its training, null if there were none.
   *
   * @throws UserException if there is no model, or its manifest is damaged
   */
  public static @Nullable Metrics readValidation(Configuration hadoop, String path) {
    return readManifest(hadoop, path).validation();
  }

  /** The sizes of a model's files, in bytes, by their names. */
  public static SortedMap<String, Long> fileSizes(Configuration hadoop, String path) {
    SortedMap<String, Long> sizes = new TreeMap<>();
    try {
      FileSystem files = new FolderFiles(hadoop, path).files();
      for (String name : List.of(MANIFEST, WEIGHTS)) {
        sizes.put(name, files.getFileStatus(new Path(path, name)).getLen());
      }
      return sizes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the model at %s".formatted(path), e);
    }
  }

  private static final String SHORT_REASON = "it needs a %s and a %s".formatted(MANIFEST, WEIGHTS);

  private static Manifest manifest(byte[] json, String path) {
    Manifest manifest;
    try {
      manifest = Manifest.parse(json);
    } catch (IOException e) {
      throw damaged(path, MANIFEST, String.valueOf(e.getMessage()).lines().findFirst().get(), e);
    }
    if (manifest.formatVersion() < 1 || manifest.formatVersion() > Manifest.FORMAT_VERSION) {
      throw new UserException(
          "the model has format %d; this version of Lockstep reads formats 1 to %d"
              .formatted(manifest.formatVersion(), Manifest.FORMAT_VERSION),
          path,
          "use the version of Lockstep that wrote it");
    }
    return manifest;
  }

  private static UserException missing(String path, FileNotFoundException cause) {
    return new UserException(
        "there is no model at %s: %s".formatted(path, SHORT_REASON),
        "path of the model",
        "name the folder that training wrote as its output",
        cause);
  }

  private static UserException damaged(
      String path, String file, String why, @Nullable Throwable cause) {
    return new UserException(
        "the model's %s is damaged: %s".formatted(file, why),
        path,
        "train again, or copy the model again",
        cause);
  }
}
