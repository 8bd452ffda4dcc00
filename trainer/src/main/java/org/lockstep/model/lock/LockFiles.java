package org.lockstep.model.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.lockstep.model.CheckedJson;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.file.LocalFiles;

/** Reads and writes the files {@code lock-ID.json} of a folder. */
final class LockFiles {
  private static final Pattern NAME = Pattern.compile("lock-([0-9a-f]{8})\\.json");
  private static final int LARGEST = 1 << 16;

  /** How long other processes that try to take the lock may take to delete their files again. */
  static final Duration CONTENTION = Duration.ofSeconds(2);

  private final FolderFiles files;
  private final Path folder;

  LockFiles(FolderFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * A lock file.
   *
   * @param modified when its holder has last updated it, in milliseconds since 1970
   * @param holder what it says of its holder; empty if it cannot be read
   */
  record LockFile(String id, long modified, Optional<LockHolder> holder) {
    @Override
    public String toString() {
      return holder.map(LockHolder::toString).orElse("a process that it does not name");
    }
  }

  static String name(String id) {
    return "lock-%s.json".formatted(id);
  }

  /** Whether a file of this name is a lock, or one that is being written. */
  static boolean isLock(String name) {
    return NAME.matcher(name).matches() || name.startsWith(".lock-");
  }

  /** All lock files, in the order of their IDs; none if the folder does not exist. */
  List<LockFile> list() throws IOException {
    List<LockFile> found = new ArrayList<>();
    FileStatus[] all;
    try {
      all = files.files().listStatus(folder);
    } catch (FileNotFoundException e) {
      return found;
    }
    for (FileStatus status : all) {
      Matcher name = NAME.matcher(status.getPath().getName());
      if (name.matches()) {
        find(name.group(1)).ifPresent(found::add);
      }
    }
    found.sort(Comparator.comparing(LockFile::id));
    return found;
  }

  /** Reads one lock file, if it exists. */
  Optional<LockFile> find(String id) throws IOException {
    try {
      // Read before its time: NFS asks the server for that when a file is opened.
      Optional<LockHolder> holder = read(id);
      return Optional.of(
          new LockFile(id, files.files().getFileStatus(path(id)).getModificationTime(), holder));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private Optional<LockHolder> read(String id) throws IOException {
    byte[] content;
    try {
      content = files.read(path(id), LARGEST);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(CheckedJson.read(content, LockHolder.class));
    } catch (IOException e) {
      return Optional.empty(); // damaged, or written by a later version
    }
  }

  /** Writes the file of a holder, in one piece: it is never seen half written. */
  void write(LockHolder holder) throws IOException {
    byte[] content = CheckedJson.write(holder);
    retryIfDeleted(
        () -> {
          files.write(path(holder.id()), content);
          return holder;
        });
  }

  /**
   * Accesses the folder, again if it does not exist: another process that failed to take the lock
   * may delete the folder that it had created.
   *
   * @throws FileNotFoundException if it still does not exist after {@link #CONTENTION}
   */
  static <T> T retryIfDeleted(LocalFiles.Access<T> access) throws IOException {
    long deadline = System.nanoTime() + CONTENTION.toNanos();
    while (true) {
      try {
        return access.run();
      } catch (FileNotFoundException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  void delete(String id) throws IOException {
    files.delete(path(id));
  }

  Path path(String id) {
    return new Path(folder, name(id));
  }

  Path folder() {
    return folder;
  }

  FolderFiles files() {
    return files;
  }
}
