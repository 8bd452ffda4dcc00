package org.lockstep.model.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.file.ModificationTime;

/**
 * A folder before temporary files are put into it: whether it existed, and its modification time,
 * so that both can be restored.
 */
public final class FolderSnapshot {
  private final FolderFiles files;
  private final Path folder;

  /**
   * The uppermost folder that has to be created for it; the folder itself if it holds lock files
   * alone; empty if it exists otherwise.
   */
  private final Optional<Path> missing;

  /** The folder, or the nearest folder above it that exists. */
  private final Path existing;

  private final ModificationTime before;
  private @Nullable ModificationTime lastOwnChange;

  private FolderSnapshot(FolderFiles files, Path folder) throws IOException {
    this.files = files;
    this.folder = files.files().makeQualified(folder);
    Optional<Path> notThere = firstMissing(files.files(), this.folder);
    missing = notThere.isEmpty() && hasLocksAlone() ? Optional.of(this.folder) : notThere;
    existing = missing.map(Path::getParent).orElse(this.folder);
    before = ModificationTime.of(files, existing);
  }

  /** Takes a snapshot of a folder, which need not exist. */
  public static FolderSnapshot of(FolderFiles files, Path folder) throws IOException {
    return LockFiles.retryIfDeleted(() -> new FolderSnapshot(files, folder));
  }

  private static Optional<Path> firstMissing(FileSystem files, Path folder) throws IOException {
    Path missing = null;
    for (Path path = folder; path != null && !files.exists(path); path = path.getParent()) {
      missing = path;
    }
    return Optional.ofNullable(missing);
  }

  /** Whether it was created for a lock, by a process that was killed or did not get the lock. */
  private boolean hasLocksAlone() throws IOException {
    FileStatus[] all = files.files().listStatus(folder);
    return all.length > 0
        && Arrays.stream(all).allMatch(status -> LockFiles.isLock(status.getPath().getName()));
  }

  /** Declares that all changes up to now are the caller's own, and undone or to be undone. */
  void markUnchanged() throws IOException {
    lastOwnChange = ModificationTime.of(files, existing);
  }

  /** Whether nothing has changed since {@link #markUnchanged}. */
  boolean isUnchangedByOthers() throws IOException {
    return lastOwnChange != null && lastOwnChange.isUnchanged();
  }

  /**
   * Deletes the folders that were created since, if they are empty, and restores the modification
   * time.
   *
   * @param isAsBefore whether nothing else has changed; else the modification time stays
   */
  public void restore(boolean isAsBefore) throws IOException {
    boolean isGone = missing.isEmpty();
    for (Path path = folder; !isGone && isEmpty(path); path = path.getParent()) {
      files.files().delete(path, false);
      isGone = path.equals(missing.orElseThrow());
    }
    if (isGone && isAsBefore) {
      before.restore();
    }
  }

  private boolean isEmpty(Path path) throws IOException {
    try {
      return files.files().listStatus(path).length == 0;
    } catch (FileNotFoundException e) {
      return true; // it was never created
    }
  }
}
