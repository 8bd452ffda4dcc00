package org.lockstep.model;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.lockstep.model.FolderLock.Pace;
import org.lockstep.model.LockFiles.Found;
import org.lockstep.model.ProcessIdentity.Life;

/** Finds out which of a folder's lock files are those of living processes. */
final class Witness {
  private static final int LOOKS_A_BEAT = 5;

  private final LockFiles files;
  private final Pace pace;
  private final Predicate<String> isHeldHere;

  /** IDs of those that are known to be gone; no other process ever has one of them. */
  private final Set<String> dead = new HashSet<>();

  /**
   * Creates it.
   *
   * @param isHeldHere whether this process holds the lock of an ID
   */
  Witness(LockFiles files, Pace pace, Predicate<String> isHeldHere) {
    this.files = files;
    this.pace = pace;
    this.isHeldHere = isHeldHere;
  }

  /**
   * Waits for signs of life of those that cannot be seen otherwise, a minute if there are none.
   *
   * @param notices hears that this takes time
   * @return one that lives, if any does
   */
  Optional<Found> waitForOthers(Consumer<String> notices) throws IOException {
    for (Found found : living()) {
      if (life(found) == Life.ALIVE || showsLife(found, notices)) {
        return Optional.of(found);
      }
      dead.add(found.id());
    }
    return Optional.empty();
  }

  private boolean showsLife(Found found, Consumer<String> notices) throws IOException {
    notices.accept(
        "%s was in use by %s: waiting up to %d s for a sign of life"
            .formatted(files.folder(), found, pace.limit().toSeconds()));
    long start = System.nanoTime();
    while (System.nanoTime() - start < pace.limit().toNanos()) {
      sleep(pace.every().dividedBy(LOOKS_A_BEAT));
      Optional<Found> now = files.find(found.id());
      if (now.isEmpty()) {
        return false;
      }
      if (now.get().modified() != found.modified()) {
        return true;
      }
    }
    return false;
  }

  /** Those that are not known to be gone. */
  List<Found> living() throws IOException {
    return files.list().stream()
        .filter(found -> !dead.contains(found.id()) && life(found) != Life.DEAD)
        .toList();
  }

  /** One that lives, as far as that can be seen without waiting. */
  Optional<Found> now() throws IOException {
    long oldest = System.currentTimeMillis() - pace.limit().toMillis();
    return living().stream()
        .filter(found -> life(found) == Life.ALIVE || found.modified() >= oldest)
        .findFirst();
  }

  private Life life(Found found) {
    if (found.holder().isEmpty()) {
      return Life.UNKNOWN;
    }
    ProcessIdentity process = found.holder().get().process();
    if (process.equals(ProcessIdentity.current())) {
      return isHeldHere.test(found.id()) ? Life.ALIVE : Life.DEAD;
    }
    return process.life();
  }

  /** Deletes the files of those that are gone. */
  void deleteDead() throws IOException {
    for (Found found : files.list()) {
      if (dead.contains(found.id()) || life(found) == Life.DEAD) {
        files.delete(found.id());
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
