package org.lockstep.model.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The modification time of a file or folder, to be restored when a change is undone. */
public final class ModificationTime {
  private final FolderFiles files;
  private final Path path;
  private final FileTime time;

  private ModificationTime(FolderFiles files, Path path, FileTime time) {
    this.files = files;
    this.path = path;
    this.time = time;
  }

  /** Reads the time; on a local disk by Java, which is more precise than Hadoop. */
  public static ModificationTime of(FolderFiles files, Path path) throws IOException {
    FileTime time =
        files.files() instanceof RawLocalFileSystem local
            ? LocalFiles.found(() -> Files.getLastModifiedTime(local.pathToFile(path).toPath()))
            : FileTime.fromMillis(files.files().getFileStatus(path).getModificationTime());
    return new ModificationTime(files, path, time);
  }

  /** Whether the time is still the same. */
  public boolean isUnchanged() throws IOException {
    return of(files, path).time.equals(time);
  }

  /** Sets the file or folder to this time again. */
  public void restore() throws IOException {
    set(files, path, time);
  }

  /** Sets another file or folder to this time. */
  public void copyTo(Path other) throws IOException {
    set(files, other, time);
  }

  /** Sets the time of a file or folder; has no effect on file systems that cannot set it. */
  public static void set(FolderFiles files, Path path, FileTime time) throws IOException {
    if (files.files() instanceof RawLocalFileSystem local) {
      LocalFiles.found(() -> Files.setLastModifiedTime(local.pathToFile(path).toPath(), time));
    } else {
      files.files().setTimes(path, time.toMillis(), -1);
    }
  }
}
