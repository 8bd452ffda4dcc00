package org.lockstep.model.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.lockstep.UserException;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.lock.LockFiles.LockFile;

/**
 * Mutual exclusion of processes that write to the same folder, by lock files.
 *
 * <p>To take the lock, a process writes a file {@code lock-ID.json} with a random ID and then lists
 * the folder. It has the lock if there is no other lock file of a running process. If several
 * processes try at once, each sees the files of those that wrote first; the one with the smallest
 * ID keeps its file, the others delete their own and fail. A process deletes the file of another
 * only if that process has ended, so any number of them may clean up after a killed one. The file
 * system must only list every file that was written before the listing began, as local disks, HDFS
 * and today's object stores do.
 *
 * <p>Whether the holder still runs is decided by its process ID on the same machine. For another
 * machine it is decided by the modification time of the lock file, which the holder updates every
 * five seconds: if the time has not changed for a minute, measured by the clock of the process that
 * waits, the holder counts as ended.
 */
public final class FolderLock implements AutoCloseable {
  /** Later than Spark's own hook ends the training, earlier than Hadoop's closes file systems. */
  private static final int HOOK_PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 10;

  /** The file by which a user asks the process that holds a folder to stop. */
  public static final String STOP_FILE = "stop";

  private static final Duration RETRY_INTERVAL = Duration.ofMillis(50);

  /** All locks that this process holds. */
  private static final Set<FolderLock> HELD = ConcurrentHashMap.newKeySet();

  static {
    ShutdownHookManager.get().addShutdownHook(() -> HELD.forEach(FolderLock::close), HOOK_PRIORITY);
  }

  private final LockFiles files;
  private final LockHolder holder = LockHolder.here();
  private final FolderSnapshot before;
  private final Heartbeat heartbeat;

  private FolderLock(LockFiles files, FolderSnapshot before, Pace pace) {
    this.files = files;
    this.before = before;
    this.heartbeat = new Heartbeat(files, holder, pace.every());
  }

  /**
   * How often holders update their lock files, and when a holder counts as ended.
   *
   * @param every interval of the updates
   * @param limit time without an update after which the holder counts as ended
   */
  record Pace(Duration every, Duration limit) {
    static final Pace DEFAULT = new Pace(Duration.ofSeconds(5), Duration.ofMinutes(1));
  }

  /** A check of the folder, made before it is locked and again once it is. */
  public interface Condition {
    /**
     * Checks the folder.
     *
     * @throws UserException if it must not be locked
     */
    void check() throws IOException;
  }

  /**
   * Takes the lock, and creates the folder if it does not exist.
   *
   * @param condition checked before anything is written, and again when this process has the lock
   * @param notices receives a line if the call has to wait for a process of another machine
   * @throws UserException if another process holds the lock, or by the condition; the folder is
   *     then left as it was
   * @throws IOException if the file system fails
   */
  public static FolderLock take(
      FolderFiles files, Path folder, Condition condition, Consumer<String> notices)
      throws IOException {
    return take(files, folder, condition, notices, Pace.DEFAULT);
  }

  static FolderLock take(
      FolderFiles files, Path folder, Condition condition, Consumer<String> notices, Pace pace)
      throws IOException {
    LockFiles locks = new LockFiles(files, folder);
    LivenessCheck liveness = new LivenessCheck(locks, pace, FolderLock::isHeldHere);
    Optional<LockFile> other = liveness.find(notices);
    if (other.isPresent()) {
      throw inUse(folder, other.get());
    }
    condition.check();
    FolderLock lock = new FolderLock(locks, FolderSnapshot.of(files, folder), pace);
    HELD.add(lock);
    try {
      lock.write();
      lock.awaitRetreatOfOthers(liveness);
      condition.check();
      liveness.deleteEnded();
      lock.before.markUnchanged();
      lock.heartbeat.start();
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void write() throws IOException {
    try {
      files.write(holder);
    } finally {
      before.markUnchanged();
    }
  }

  /**
   * Waits until no lock file but this one is left.
   *
   * @throws UserException if one with a smaller ID is there, or another one stays
   */
  private void awaitRetreatOfOthers(LivenessCheck liveness) throws IOException {
    long deadline = System.nanoTime() + LockFiles.CONTENTION.toNanos();
    while (true) {
      List<LockFile> others =
          liveness.running().stream().filter(other -> !other.id().equals(holder.id())).toList();
      if (others.isEmpty()) {
        return;
      }
      Optional<LockFile> first =
          others.stream().filter(other -> other.id().compareTo(holder.id()) < 0).findFirst();
      if (first.isPresent() || System.nanoTime() - deadline > 0) {
        throw inUse(files.folder(), first.orElse(others.get(0)));
      }
      LivenessCheck.sleep(RETRY_INTERVAL);
    }
  }

  private static boolean isHeldHere(String id) {
    return HELD.stream().anyMatch(lock -> lock.holder.id().equals(id));
  }

  /**
   * The process that holds a folder, as a message names it; empty if none does. Does not wait: a
   * process of another machine counts if its lock file was updated within the limit, by the clocks
   * of both machines.
   */
  public static Optional<String> holderOf(FolderFiles files, Path folder) throws IOException {
    return lockOf(files, folder).map(LockFile::toString);
  }

  /**
   * Requires that no process holds a folder, by {@link #holderOf}.
   *
   * @throws UserException if one does
   */
  public static void requireFree(FolderFiles files, Path folder) throws IOException {
    Optional<LockFile> other = lockOf(files, folder);
    if (other.isPresent()) {
      throw inUse(folder, other.get());
    }
  }

  private static Optional<LockFile> lockOf(FolderFiles files, Path folder) throws IOException {
    return new LivenessCheck(new LockFiles(files, folder), Pace.DEFAULT, FolderLock::isHeldHere)
        .findWithoutWaiting();
  }

  /** Whether a file of this name is a lock, or a lock that is being written. */
  public static boolean isLockFile(String name) {
    return LockFiles.isLock(name);
  }

  private static UserException inUse(Path folder, LockFile other) {
    return new UserException(
        "%s is in use by %s".formatted(folder, other),
        "its file " + LockFiles.name(other.id()),
        "let it end, or stop it by a file named %s in the folder, or choose another folder"
            .formatted(STOP_FILE));
  }

  /**
   * Requires that the lock file still exists; reads the file system.
   *
   * @throws UserException if it does not: another process took this one for ended, or a user has
   *     deleted the file
   */
  public void requireHeld() {
    heartbeat.check();
    requireNotLost();
  }

  /** Like {@link #requireHeld} by the result of the last heartbeat; does no I/O. */
  public void requireNotLost() {
    if (heartbeat.isLost()) {
      throw new UserException(
          "this process no longer holds %s and writes nothing more to it".formatted(files.folder()),
          "its file %s is gone".formatted(LockFiles.name(holder.id())),
          "another may have gone on with the run, as this one gave no sign of life for a minute:"
              + " let that one end");
    }
  }

  /**
   * Whether the lock file is gone, so that another process may hold the folder; reads the file
   * system.
   */
  public boolean isLost() {
    heartbeat.check();
    return heartbeat.isLost();
  }

  /**
   * Declares that the caller has undone its changes to the folder, so that {@link #close} restores
   * the folder's modification time.
   */
  public void markUnchanged() throws IOException {
    before.markUnchanged();
  }

  /**
   * Releases the lock. A folder that was created for it is deleted if it is empty; a folder in
   * which nothing else has changed gets its former modification time.
   */
  @Override
  public void close() {
    if (!HELD.remove(this)) {
      return;
    }
    heartbeat.stop();
    try {
      boolean isAsBefore = before.isUnchangedByOthers();
      files.delete(holder.id());
      before.restore(isAsBefore);
    } catch (IOException e) {
      // The next process finds that the holder has ended, and deletes the file.
    }
  }
}
