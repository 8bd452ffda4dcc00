package org.lockstep.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * All files and folders below a folder, itself included, with contents and modification times.
 *
 * @param entries digest and time, by the path within the folder
 */
record FolderSnapshot(SortedMap<String, String> entries) {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_123L);

  static FolderSnapshot of(Path folder) throws IOException {
    SortedMap<String, String> entries = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        String content =
            Files.isDirectory(path) ? "folder" : DigestUtils.sha256Hex(Files.readAllBytes(path));
        entries.put(
            folder.relativize(path).toString(),
            content + " " + Files.getLastModifiedTime(path).toInstant());
      }
    }
    return new FolderSnapshot(entries);
  }

  /** Sets all modification times far into the past, so that any later change is visible. */
  static void age(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.forEach(FolderSnapshot::setLongAgo);
    }
  }

  private static void setLongAgo(Path path) {
    try {
      Files.setLastModifiedTime(path, LONG_AGO);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
