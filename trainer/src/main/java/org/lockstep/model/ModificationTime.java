package org.lockstep.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** When a file or folder was changed last, to be put back after a change that was taken back. */
final class ModificationTime {
  private final FolderFiles files;
  private final Path path;
  private final FileTime time;

  private ModificationTime(FolderFiles files, Path path, FileTime time) {
    this.files = files;
    this.path = path;
    this.time = time;
  }

  /** Reads it; a local disk has it finer than Hadoop tells. */
  static ModificationTime of(FolderFiles files, Path path) throws IOException {
    FileTime time =
        files.files() instanceof RawLocalFileSystem local
            ? LocalFiles.found(() -> Files.getLastModifiedTime(local.pathToFile(path).toPath()))
            : FileTime.fromMillis(files.files().getFileStatus(path).getModificationTime());
    return new ModificationTime(files, path, time);
  }

  /** Whether it is the same still. */
  boolean isStill() throws IOException {
    return of(files, path).time.equals(time);
  }

  /** Puts it back. */
  void restore() throws IOException {
    set(files, path, time);
  }

  /** Gives the same time to another. */
  void setAlsoOf(Path other) throws IOException {
    set(files, other, time);
  }

  /** Sets the time of a file or folder; a file system may not be able to. */
  static void set(FolderFiles files, Path path, FileTime time) throws IOException {
    if (files.files() instanceof RawLocalFileSystem local) {
      LocalFiles.found(() -> Files.setLastModifiedTime(local.pathToFile(path).toPath(), time));
    } else {
      files.files().setTimes(path, time.toMillis(), -1);
    }
  }
}
