package org.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** What there was of a folder before something was put into it for a while. */
public final class FolderTrace {
  private final FolderFiles files;
  private final Path folder;

  /** The uppermost folder that has to be made for it, if any; it itself if only locks are there. */
  private final Optional<Path> missing;

  /** The folder, or the lowest above it that is there, and its time. */
  private final Path existing;

  private final ModificationTime before;
  private @Nullable ModificationTime ours;

  private FolderTrace(FolderFiles files, Path folder) throws IOException {
    this.files = files;
    this.folder = files.files().makeQualified(folder);
    Optional<Path> notThere = firstMissing(files.files(), this.folder);
    missing = notThere.isEmpty() && hasLocksAlone() ? Optional.of(this.folder) : notThere;
    existing = missing.map(Path::getParent).orElse(this.folder);
    before = ModificationTime.of(files, existing);
  }

  /** Looks at the folder, which need not be there. */
  public static FolderTrace of(FolderFiles files, Path folder) throws IOException {
    return LockFiles.againIfTakenAway(() -> new FolderTrace(files, folder));
  }

  private static Optional<Path> firstMissing(FileSystem files, Path folder) throws IOException {
    Path missing = null;
    for (Path path = folder; path != null && !files.exists(path); path = path.getParent()) {
      missing = path;
    }
    return Optional.ofNullable(missing);
  }

  /** Whether it was made for a lock, by a process that was killed or has lost against another. */
  private boolean hasLocksAlone() throws IOException {
    FileStatus[] all = files.files().listStatus(folder);
    return all.length > 0
        && Arrays.stream(all).allMatch(status -> LockFiles.isLock(status.getPath().getName()));
  }

  /** Says that it was changed last by whoever has made this, and that the change is none. */
  void changedByUs() throws IOException {
    ours = ModificationTime.of(files, existing);
  }

  /** Whether nobody has changed it since. */
  boolean isUnchangedByOthers() throws IOException {
    return ours != null && ours.isStill();
  }

  /**
   * Takes away the folders that were made, as far as nothing is in them. If all is as it was then,
   * the time of modification is too.
   *
   * @param isAsBefore whether nobody else has changed anything
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
      return true; // nothing has been made in it yet
    }
  }
}
