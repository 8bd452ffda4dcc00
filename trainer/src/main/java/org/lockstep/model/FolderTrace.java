package org.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** What there was of a folder before something was put into it for a while. */
final class FolderTrace {
  private final FolderFiles files;
  private final Path folder;

  /** The uppermost folder that has to be made for it, if any. */
  private final Optional<Path> missing;

  private final @Nullable ModificationTime before;
  private @Nullable ModificationTime ours;

  private FolderTrace(
      FolderFiles files, Path folder, Optional<Path> missing, @Nullable ModificationTime before) {
    this.files = files;
    this.folder = folder;
    this.missing = missing;
    this.before = before;
  }

  /** Looks at the folder, which need not be there. */
  static FolderTrace of(FolderFiles files, Path folder) throws IOException {
    Path qualified = files.files().makeQualified(folder);
    Optional<Path> missing = firstMissing(files.files(), qualified);
    return new FolderTrace(
        files,
        qualified,
        missing,
        missing.isPresent() ? null : ModificationTime.of(files, qualified));
  }

  private static Optional<Path> firstMissing(FileSystem files, Path folder) throws IOException {
    Path missing = null;
    for (Path path = folder; path != null && !files.exists(path); path = path.getParent()) {
      missing = path;
    }
    return Optional.ofNullable(missing);
  }

  private boolean wasMissing() {
    return missing.isPresent();
  }

  /** Says that it was changed last by whoever has made this, and that the change is none. */
  void changedByUs() throws IOException {
    ours = wasMissing() ? null : ModificationTime.of(files, folder);
  }

  /** Whether nobody has changed it since. */
  boolean isUnchangedByOthers() throws IOException {
    return ours != null && ours.isStill();
  }

  /**
   * Takes away the folders that were made, as far as nothing is in them.
   *
   * @param isAsBefore whether a folder that was there has what it had
   */
  void restore(boolean isAsBefore) throws IOException {
    if (missing.isEmpty()) {
      if (isAsBefore && before != null) {
        before.restore();
      }
      return;
    }
    Path path = folder;
    while (isEmpty(path) && files.files().delete(path, false) && !path.equals(missing.get())) {
      path = path.getParent();
    }
  }

  private boolean isEmpty(Path path) throws IOException {
    try {
      return files.files().listStatus(path).length == 0;
    } catch (FileNotFoundException e) {
      return false;
    }
  }
}
