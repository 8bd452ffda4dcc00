package org.lockstep.model.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Checks of local files before they are opened: opening a pipe, for one, would block until a
 * process writes to it.
 */
public final class LocalFiles {
  private LocalFiles() {}

  /**
   * Requires a regular file, or a link to one.
   *
   * @throws FileNotFoundException if it does not exist
   * @throws IllegalArgumentException if it is a folder, a pipe, a device or a socket
   */
  public static void requireRegular(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      if (Files.notExists(file)) {
        throw new FileNotFoundException(file.toString());
      }
      throw new IllegalArgumentException(
          Files.isDirectory(file) ? "it is a folder" : "it is no regular file");
    }
  }

  /** An access to a file. */
  @FunctionalInterface
  public interface Access<T> {
    /** Accesses the file. */
    T run() throws IOException;
  }

  /**
   * Accesses a file by Java; throws Hadoop's exception where it does not exist.
   *
   * @throws FileNotFoundException if the file, or the folder that it is to be created in, does not
   *     exist
   */
  public static <T> T found(Access<T> access) throws IOException {
    try {
      return access.run();
    } catch (NoSuchFileException e) {
      throw (IOException) new FileNotFoundException(e.getFile()).initCause(e);
    }
  }

  /**
   * Requires that a file fits in memory.
   *
   * @throws IllegalArgumentException if it is longer than {@code most} or than an array can be
   */
  public static void requireLength(long bytes, long most) {
    if (bytes > Math.min(most, Integer.MAX_VALUE - 8)) {
      throw new IllegalArgumentException(
          "it has %,d bytes, more than it can have".formatted(bytes));
    }
  }
}
