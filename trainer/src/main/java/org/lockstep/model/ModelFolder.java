package org.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.lockstep.UserException;

/**
 * Models on disk, on any Hadoop file system.
 *
 * <p>A model is written to a folder beside its own and then renamed, so it is there whole or not at
 * all.
 */
public final class ModelFolder {
  private static final String WEIGHTS = "weights.safetensors";
  private static final String MANIFEST = "manifest.json";
  private static final int LARGEST_MANIFEST_BYTES = 1 << 28;

  private ModelFolder() {}

  /**
   * Checks, before any work is done, that a model may be written.
   *
   * @param inputs the tables that are read; the model must not lie among them
   * @throws UserException if something is there that may not be replaced, or an input is
   */
  public static void requireWritable(
      Configuration hadoop, String output, boolean overwrite, Collection<String> inputs) {
    try {
      FileSystem files = fileSystem(hadoop, output);
      Path folder = files.makeQualified(new Path(output));
      for (String input : inputs) {
        Path table = fileSystem(hadoop, input).makeQualified(new Path(input));
        if (isWithin(folder, table) || isWithin(table, folder)) {
          throw new UserException(
              "the model's output %s and the input data %s lie within each other"
                  .formatted(output, input),
              "output",
              "choose another folder for the model");
        }
      }
      if (!files.exists(folder)) {
        requireFolderAbove(files, folder, output);
        return;
      }
      if (!overwrite) {
        throw new UserException(
            "%s exists already".formatted(output),
            "output",
            "choose another folder, or set overwrite = true to replace the model there");
      }
      if (!files.exists(new Path(folder, MANIFEST)) && !isEmptyFolder(files, folder)) {
        throw new UserException(
            "%s exists and is no model: it has no %s".formatted(output, MANIFEST),
            "output",
            "choose another folder; overwrite = true replaces models only");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the output %s".formatted(output), e);
    }
  }

  private static void requireFolderAbove(FileSystem files, Path folder, String output)
      throws IOException {
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      if (files.exists(above)) {
        if (!files.getFileStatus(above).isDirectory()) {
          throw new UserException(
              "%s cannot be made: %s is a file".formatted(output, above.getName()),
              "output",
              "choose another folder for the model");
        }
        return;
      }
    }
  }

  private static boolean isEmptyFolder(FileSystem files, Path path) throws IOException {
    return files.getFileStatus(path).isDirectory() && files.listStatus(path).length == 0;
  }

  private static boolean isWithin(Path inner, Path outer) {
    for (Path path = inner; path != null; path = path.getParent()) {
      if (path.equals(outer)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Writes a model whole, in place of one that may be there.
   *
   * @param validation how it did after its last epoch
   * @throws UncheckedIOException if the file system fails; nothing is left behind then
   */
  public static void write(
      Configuration hadoop,
      String output,
      Model model,
      @org.jspecify.annotations.Nullable Metrics validation) {
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
    Path folder = new Path(output);
    Path unfinished =
        new Path(
            folder.getParent() == null ? new Path(".") : folder.getParent(),
            ".%s-%s.unfinished".formatted(folder.getName(), UUID.randomUUID()));
    try {
      FileSystem files = fileSystem(hadoop, output);
      try {
        writeFile(files, new Path(unfinished, WEIGHTS), weights);
        writeFile(files, new Path(unfinished, MANIFEST), manifest.toJson());
        replace(files, folder, unfinished);
      } finally {
        files.delete(unfinished, true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model to %s".formatted(output), e);
    }
  }

  /** Puts the new folder in the old one's place; the old one is there until the new one is. */
  private static void replace(FileSystem files, Path folder, Path unfinished) throws IOException {
    Path old = new Path(unfinished.getParent(), unfinished.getName() + ".old");
    boolean replaced = files.exists(folder) && files.rename(folder, old);
    if (!files.rename(unfinished, folder)) {
      if (replaced) {
        files.rename(old, folder);
      }
      throw new IOException("cannot rename %s to %s".formatted(unfinished, folder));
    }
    if (replaced) {
      files.delete(old, true);
    }
  }

  private static void writeFile(FileSystem files, Path path, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.create(path, false)) {
      out.write(content);
      out.hsync();
    }
  }

  /**
   * Reads a model.
   *
   * @throws UserException if there is none, or its files are damaged
   */
  public static Model read(Configuration hadoop, String path) {
    try {
      FileSystem files = fileSystem(hadoop, path);
      byte[] json = readFile(files, new Path(path, MANIFEST), LARGEST_MANIFEST_BYTES);
      Manifest manifest = manifest(json, path);
      long expected = (manifest.network().parameterCount() + 1L) * Float.BYTES + (1L << 24);
      byte[] weights = readFile(files, new Path(path, WEIGHTS), expected);
      if (!Digest.of(weights).equals(manifest.weightsSha256())) {
        throw damaged(path, WEIGHTS, "its checksum is not the one in the manifest", null);
      }
      return new Model(
          manifest.network(),
          manifest.encoding(),
          Safetensors.read(weights, manifest.network()),
          manifest.provenance());
    } catch (FileNotFoundException e) {
      throw new UserException(
          "there is no model at %s: %s".formatted(path, SHORT_REASON),
          "path of the model",
          "name the folder that training wrote as its output",
          e);
    } catch (IllegalArgumentException e) {
      throw damaged(path, WEIGHTS, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model at %s".formatted(path), e);
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
    if (manifest.formatVersion() != Manifest.FORMAT_VERSION) {
      throw new UserException(
          "the model has format %d; this version of Lockstep reads format %d"
              .formatted(manifest.formatVersion(), Manifest.FORMAT_VERSION),
          path,
          "use the version of Lockstep that wrote it");
    }
    return manifest;
  }

  private static UserException damaged(
      String path, String file, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new UserException(
        "the model's %s is damaged: %s".formatted(file, why),
        path,
        "train again, or copy the model again",
        cause);
  }

  private static byte[] readFile(FileSystem files, Path path, long mostBytes) throws IOException {
    long length = files.getFileStatus(path).getLen();
    if (length > mostBytes) {
      throw new IllegalArgumentException(
          "%s has %,d bytes, more than it can have".formatted(path.getName(), length));
    }
    byte[] content = new byte[(int) length];
    try (FSDataInputStream in = files.open(path)) {
      in.readFully(content);
    }
    return content;
  }

  /** Without Hadoop's own checksum files on a local disk: the manifest has checksums. */
  private static FileSystem fileSystem(Configuration hadoop, String path) throws IOException {
    FileSystem files = new Path(path).getFileSystem(hadoop);
    return files instanceof ChecksumFileSystem local ? local.getRawFileSystem() : files;
  }
}
