package org.lockstep.model.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.lockstep.model.lock.FolderLock.Pace;
import org.lockstep.model.lock.LockFiles.LockFile;
import org.lockstep.model.lock.ProcessIdentity.Life;

/** Decides which lock files of a folder belong to running processes. */
final class LivenessCheck {
  private static final int POLLS_PER_HEARTBEAT = 5;

  private final LockFiles files;
  private final Pace pace;
  private final Predicate<String> isHeldHere;

  /** IDs of locks whose processes have ended; an ID is never used again. */
  private final Set<String> ended = new HashSet<>();

  /**
   * Creates the check of a folder's locks.
   *
   * @param isHeldHere whether this process holds the lock with an ID
   */
  LivenessCheck(LockFiles files, Pace pace, Predicate<String> isHeldHere) {
    this.files = files;
    this.pace = pace;
    this.isHeldHere = isHeldHere;
  }

  /**
   * Finds a lock of a running process. Where a process cannot be looked up, waits up to {@link
   * Pace#limit} for its lock file to be updated.
   *
   * @param notices receives a line before each wait
   * @return a lock of a running process, if there is one
   */
  Optional<LockFile> find(Consumer<String> notices) throws IOException {
    for (LockFile lock : running()) {
      if (life(lock) == Life.ALIVE || isUpdated(lock, notices)) {
        return Optional.of(lock);
      }
      ended.add(lock.id());
    }
    return Optional.empty();
  }

  /** Waits for the lock file to be updated. */
  private boolean isUpdated(LockFile lock, Consumer<String> notices) throws IOException {
    notices.accept(
        "%s was in use by %s: waiting up to %d s for a sign of life"
            .formatted(files.folder(), lock, pace.limit().toSeconds()));
    long start = System.nanoTime();
    while (System.nanoTime() - start < pace.limit().toNanos()) {
      sleep(pace.every().dividedBy(POLLS_PER_HEARTBEAT));
      Optional<LockFile> now = files.find(lock.id());
      if (now.isEmpty()) {
        return false;
      }
      if (now.get().modified() != lock.modified()) {
        return true;
      }
    }
    return false;
  }

  /** The locks whose processes are not known to have ended. */
  List<LockFile> running() throws IOException {
    return files.list().stream()
        .filter(lock -> !ended.contains(lock.id()) && life(lock) != Life.DEAD)
        .toList();
  }

  /** Like {@link #find} without waiting: by the age of the lock file, by the local clock. */
  Optional<LockFile> findWithoutWaiting() throws IOException {
    long oldest = System.currentTimeMillis() - pace.limit().toMillis();
    return running().stream()
        .filter(lock -> life(lock) == Life.ALIVE || lock.modified() >= oldest)
        .findFirst();
  }

  private Life life(LockFile lock) {
    if (lock.holder().isEmpty()) {
      return Life.UNKNOWN;
    }
    ProcessIdentity process = lock.holder().get().process();
    if (process.equals(ProcessIdentity.current())) {
      return isHeldHere.test(lock.id()) ? Life.ALIVE : Life.DEAD;
    }
    return process.life();
  }

  /** Deletes the lock files of processes that have ended. */
  void deleteEnded() throws IOException {
    for (LockFile lock : files.list()) {
      if (ended.contains(lock.id()) || life(lock) == Life.DEAD) {
        files.delete(lock.id());
      }
    }
  }

  static void sleep(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a folder", e);
    }
  }
}
