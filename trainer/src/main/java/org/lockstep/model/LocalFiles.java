package org.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What files of this machine are, before they are opened: a pipe would wait for a writer. */
final class LocalFiles {
  private LocalFiles() {}

  /**
   * Requires a regular file, or a link to one.
   *
   * @throws FileNotFoundException if nothing is there
   * @throws IllegalArgumentException if it is a folder, a pipe, a device or a socket
   */
  static void requireRegular(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      if (Files.notExists(file)) {
        throw new FileNotFoundException(file.toString());
      }
      throw new IllegalArgumentException(
          Files.isDirectory(file) ? "it is a folder" : "it is no regular file");
    }
  }

  /** Something done to a file. */
  @FunctionalInterface
  interface Access<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Does something to a file; that it is not there is said as Hadoop's file systems say it.
   *
   * @throws FileNotFoundException if it, or the folder that it is to be in, is not there
   */
  static <T> T found(Access<T> access) throws IOException {
    try {
      return access.run();
    } catch (NoSuchFileException e) {
      throw (IOException) new FileNotFoundException(e.getFile()).initCause(e);
    }
  }

  /**
   * Requires a length that a file can have.
   *
   * @throws IllegalArgumentException if it is longer than {@code most} or than an array can be
   */
  static void requireLength(long bytes, long most) {
    if (bytes > Math.min(most, Integer.MAX_VALUE - 8)) {
      throw new IllegalArgumentException(
          "it has %,d bytes, more than it can have".formatted(bytes));
    }
  }
}
