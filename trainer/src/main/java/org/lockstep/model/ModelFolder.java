package org.lockstep.model;

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
import org.lockstep.model.file.FolderFiles;

/**
 * Reads and writes models on any Hadoop file system.
 *
 * <p>The manifest is written last and holds the checksum of the weights, so a model is either
 * complete or not recognised.
 */
public final class ModelFolder {
  /** The file that every model has; written last. */
  public static final String MANIFEST = ModelFiles.MANIFEST;

  private static final String WEIGHTS = ModelFiles.WEIGHTS;

  /** The names of a model's files. */
  public static final List<String> FILES = List.of(WEIGHTS, MANIFEST);

  private ModelFolder() {}

  /**
   * Writes a model, replacing one that exists; other files of the folder stay.
   *
   * @param validation the metrics after the last epoch; null without validation
   * @throws UncheckedIOException if the file system fails; an existing model is then unchanged
   */
  public static void write(
      Configuration hadoop, String output, Model model, @Nullable Metrics validation) {
    write(hadoop, output, model, validation, null);
  }

  /**
   * Writes a model as {@link #write(Configuration, String, Model, Metrics)} does.
   *
   * @param test the metrics on the examples to test on; null without
   */
  public static void write(
      Configuration hadoop,
      String output,
      Model model,
      @Nullable Metrics validation,
      @Nullable Metrics test) {
    byte[] weights = Safetensors.write(model.topology(), model.parameters());
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT_VERSION,
            model.digest(),
            Digest.of(weights),
            model.topology(),
            model.encoding(),
            validation,
            test,
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

  /** Whether a folder has a manifest; only reading shows whether the model is complete. */
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
    return new ModelFiles(path).read(source(hadoop, path));
  }

  /**
   * Reads a model without its parameters, which are not checked.
   *
   * @throws UserException if there is no model, or its manifest is damaged
   */
  public static Manifest readManifest(Configuration hadoop, String path) {
    return new ModelFiles(path).readManifest(source(hadoop, path));
  }

  private static ModelFiles.Source source(Configuration hadoop, String path) {
    return name -> {
      FolderFiles files = new FolderFiles(hadoop, path);
      Path file = new Path(path, name);
      long length = files.length(file);
      return new ModelFiles.Opened(files.open(file), length);
    };
  }

  /**
   * Reads the metrics of a model on the validation examples of its training; null if there were
   * none.
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
}
