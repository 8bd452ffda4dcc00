package org.lockstep.model;

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

/**
 * Lets one process at a time write to a folder.
 *
 * <p>Each that wants to puts a file of its own there, {@code lock-ID.json}, and then lists the
 * folder: the lock is its own if nobody else's file is there. Of two that list both files at least
 * one takes its own back; of several that come at once the one with the first ID stays. Nobody ever
 * deletes a file that a living process has made, so it does not matter how many find what a killed
 * one has left. This needs nothing of a file system but that a listing has each file that was made
 * before it, as on local disks, on HDFS and in the object stores of today.
 *
 * <p>Whether a holder lives is seen by its process number, on the same machine. Of another machine
 * it is seen by the modification time of its file, which it sets every five seconds: the holder is
 * gone if the time has stood still for a minute, by the clock of whoever waits.
 */
public final class FolderLock implements AutoCloseable {
  /** Later than Spark's own hook ends the training, earlier than Hadoop's closes file systems. */
  private static final int HOOK_PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 10;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /** The locks of this process. */
  private static final Set<FolderLock> HELD = ConcurrentHashMap.newKeySet();

  static {
    ShutdownHookManager.get().addShutdownHook(() -> HELD.forEach(FolderLock::close), HOOK_PRIORITY);
  }

  private final LockFiles files;
  private final LockHolder holder = LockHolder.here();
  private final FolderTrace before;
  private final Heartbeat heartbeat;

  private FolderLock(LockFiles files, FolderTrace before, Pace pace) {
    this.files = files;
    this.before = before;
    this.heartbeat = new Heartbeat(files, holder, pace.every());
  }

  /**
   * How long it takes to see that a process of another machine is gone.
   *
   * @param every how often a holder shows that it lives
   * @param limit after which one that has not done so is gone
   */
  record Pace(Duration every, Duration limit) {
    static final Pace DEFAULT = new Pace(Duration.ofSeconds(5), Duration.ofMinutes(1));
  }

  /** What must be true of a folder that is to be locked. */
  public interface Condition {
    /**
     * Checks it.
     *
     * @throws UserException if it is not
     */
    void check() throws IOException;
  }

  /**
   * Takes the lock, and makes the folder if it is not there.
   *
   * @param condition checked before anything is written, and again when nobody else can write
   * @param notices hears that it takes long
   * @throws UserException if somebody else holds it, and who, or by the condition; the folder is as
   *     it was then
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
    Witness witness = new Witness(locks, pace, FolderLock::isHeldHere);
    Optional<LockFiles.Found> other = witness.waitForOthers(notices);
    if (other.isPresent()) {
      throw inUse(folder, other.get());
    }
    condition.check();
    FolderLock lock = new FolderLock(locks, FolderTrace.of(files, folder), pace);
    HELD.add(lock);
    try {
      lock.write();
      lock.awaitRetreatOfOthers(witness);
      condition.check();
      witness.deleteDead();
      lock.before.changedByUs();
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
      before.changedByUs();
    }
  }

  private void awaitRetreatOfOthers(Witness witness) throws IOException {
    long deadline = System.nanoTime() + LockFiles.CONTENTION.toNanos();
    while (true) {
      List<LockFiles.Found> others =
          witness.living().stream().filter(found -> !found.id().equals(holder.id())).toList();
      if (others.isEmpty()) {
        return;
      }
      Optional<LockFiles.Found> first =
          others.stream().filter(found -> found.id().compareTo(holder.id()) < 0).findFirst();
      if (first.isPresent() || System.nanoTime() - deadline > 0) {
        throw inUse(files.folder(), first.orElse(others.get(0)));
      }
      Witness.sleep(LOOK_AGAIN);
    }
  }

  private static boolean isHeldHere(String id) {
    return HELD.stream().anyMatch(lock -> lock.holder.id().equals(id));
  }

  /**
   * Who holds a folder now, as far as that can be seen without waiting; one of another machine
   * counts if it has shown within the limit, by the clocks, that it lives.
   */
  static Optional<LockFiles.Found> holderOf(FolderFiles files, Path folder) throws IOException {
    return new Witness(new LockFiles(files, folder), Pace.DEFAULT, FolderLock::isHeldHere).now();
  }

  /** A refusal that says who is at work. */
  static UserException inUse(Path folder, LockFiles.Found other) {
    return new UserException(
        "%s is in use by %s".formatted(folder, other),
        "its file " + LockFiles.name(other.id()),
        "let it end, or stop it by a file named %s in the folder, or choose another folder"
            .formatted(RunFolder.STOP));
  }

  /**
   * Looks whether it is still held.
   *
   * @throws UserException if not: another process has taken this one for dead, or somebody has
   *     deleted the file
   */
  void requireHeld() {
    heartbeat.look();
    requireNotLost();
  }

  /** The same by what was seen last; takes no time. */
  void requireNotLost() {
    if (heartbeat.isLost()) {
      throw new UserException(
          "this process no longer holds %s and writes nothing more to it".formatted(files.folder()),
          "its file %s is gone".formatted(LockFiles.name(holder.id())),
          "another may have gone on with the run, as this one gave no sign of life for a minute:"
              + " let that one end");
    }
  }

  /** Whether somebody else may have it by now. */
  boolean isLost() {
    heartbeat.look();
    return heartbeat.isLost();
  }

  /** Says that all is as it was before, but for times of modification. */
  void nothingHasChanged() throws IOException {
    before.changedByUs();
  }

  /**
   * Gives it back. A folder that was made for it goes too if nothing is in it; one in which nothing
   * else has changed gets its modification time back.
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
      // Whoever comes next finds that its process is gone.
    }
  }
}
