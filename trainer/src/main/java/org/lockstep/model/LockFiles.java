package org.lockstep.model;

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

/** The lock files of a folder. */
final class LockFiles {
  private static final Pattern NAME = Pattern.compile("lock-([0-9a-f]{8})\\.json");
  private static final int LARGEST = 1 << 16;

  /** How long others that have come at the same time may take to take their files back. */
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
   * @param modified when its holder has shown that it lives, in milliseconds
   * @param holder empty if the file cannot be read as one
   */
  record Found(String id, long modified, Optional<LockHolder> holder) {
    @Override
    public String toString() {
      return holder.map(LockHolder::toString).orElse("a process that it does not name");
    }
  }

  static String name(String id) {
    return "lock-%s.json".formatted(id);
  }

  /** Whether a file is a lock, or about to be one. */
  static boolean isLock(String name) {
    return NAME.matcher(name).matches() || name.startsWith(".lock-");
  }

  /** All of them, in the order of their IDs; none if there is no folder. */
  List<Found> list() throws IOException {
    List<Found> found = new ArrayList<>();
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
    found.sort(Comparator.comparing(Found::id));
    return found;
  }

  /** One of them, if it is there. */
  Optional<Found> find(String id) throws IOException {
    try {
      // Read before its time: NFS asks the server for that when a file is opened.
      Optional<LockHolder> holder = read(id);
      return Optional.of(
          new Found(id, files.files().getFileStatus(path(id)).getModificationTime(), holder));
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
      return Optional.empty(); // damaged, or of a format that is to come
    }
  }

  /** Writes one, which is there whole once it is there. */
  void write(LockHolder holder) throws IOException {
    byte[] content = CheckedJson.write(holder);
    againIfTakenAway(
        () -> {
          files.write(path(holder.id()), content);
          return holder;
        });
  }

  /**
   * Does something to the folder, again as long as others that come at the same time take away the
   * folders that they had made.
   *
   * @throws FileNotFoundException if that goes on
   */
  static <T> T againIfTakenAway(LocalFiles.Access<T> access) throws IOException {
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
