package org.lockstep.jobs.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.lockstep.UserException;

/**
 * A file that somebody else has published, gzipped or not.
 *
 * @param path where it lies
 */
record SourceFile(Path path) {
  private static final int GZIP_MAGIC = 0x1f8b;

  /**
   * Finds a file.
   *
   * @param source the file itself, or the folder it lies in
   * @param name its name there, perhaps with .gz behind it
   * @throws UserException if there is no such file
   */
  static SourceFile in(Path source, String name) {
    if (Files.isRegularFile(source)) {
      return new SourceFile(source);
    }
    for (String ending : new String[] {"", ".gz"}) {
      Path file = source.resolve(name + ending);
      if (Files.isRegularFile(file)) {
        return new SourceFile(file);
      }
    }
    throw new UserException(
        "there is no %s and no %s.gz".formatted(name, name),
        source.toString(),
        "name the folder that holds it");
  }

  /** Does something with the stream of a file's contents. */
  @FunctionalInterface
  interface Reader<T> {
    /** Reads, and leaves closing to the caller. */
    T read(InputStream contents) throws IOException;
  }

  /**
   * Reads the contents, unpacked.
   *
   * @throws UserException if the file cannot be read or is a damaged gzip file
   */
  <T> T read(Reader<T> reader) {
    try (InputStream contents = open()) {
      return reader.read(contents);
    } catch (IOException e) {
      throw new UserException(
          "it cannot be read: " + e.getMessage(), path.toString(), "bring it again", e);
    }
  }

  private InputStream open() throws IOException {
    InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    file.mark(2);
    int magic = file.read() << 8 | file.read();
    file.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(file, 1 << 16) : file;
  }
}
