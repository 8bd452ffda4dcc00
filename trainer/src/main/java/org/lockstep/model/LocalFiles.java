package org.lockstep.model;

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
   * @throws NoSuchFileException if nothing is there
   * @throws IllegalArgumentException if it is a folder, a pipe, a device or a socket
   */
  static void requireRegular(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      if (Files.notExists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      throw new IllegalArgumentException(
          Files.isDirectory(file) ? "it is a folder" : "it is no regular file");
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
