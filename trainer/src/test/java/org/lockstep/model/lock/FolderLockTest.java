package org.lockstep.model.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.lock.FolderLock.Pace;
import org.lockstep.support.ObjectStore;

class FolderLockTest {
  private static final Pace QUICK = new Pace(Duration.ofMillis(50), Duration.ofMillis(600));
  private static final Configuration HADOOP = new Configuration();
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_123L);

  @TempDir private Path above;
  private Path folder;
  private final List<String> notices = new ArrayList<>();

  @BeforeEach
  void nameTheFolder() {
    folder = above.resolve("deep/run");
  }

  private FolderLock take() throws IOException {
    return take(HADOOP, folder.toString());
  }

  private FolderLock take(Configuration hadoop, String path) throws IOException {
    return FolderLock.take(
        new FolderFiles(hadoop, path),
        new org.apache.hadoop.fs.Path(path),
        () -> {},
        notices::add,
        QUICK);
  }

  private void isInUse(String... words) {
    assertThatThrownBy(this::take)
        .isInstanceOf(UserException.class)
        .hasMessageContaining(folder + " is in use by process ")
        .hasMessageContaining(" since ")
        .hasMessageContainingAll(words);
  }

  @Test
  void theErrorOfALockedFolderNamesItsHolder() throws IOException {
    Files.createDirectories(folder);
    try (FolderLock lock = take()) {
      Files.setLastModifiedTime(folder, LONG_AGO);
      isInUse(
          String.valueOf(ProcessHandle.current().pid()),
          System.getProperty("user.name"),
          ProcessIdentity.host());

      lock.requireHeld();
      assertThat(Files.getLastModifiedTime(folder)).isEqualTo(LONG_AGO);
    }
    take().close();
    assertThat(Locks.in(folder)).isEmpty();
  }

  @Test
  void aReleasedFolderIsUnchanged() throws IOException {
    take().close();
    assertThat(above).isEmptyDirectory();

    Files.createDirectories(folder);
    Files.setLastModifiedTime(folder, LONG_AGO);
    take().close();
    assertThat(folder).isEmptyDirectory();
    assertThat(Files.getLastModifiedTime(folder)).isEqualTo(LONG_AGO);
  }

  @Test
  void aFailedPreconditionLeavesNoLockFile() {
    assertThatThrownBy(
            () ->
                FolderLock.take(
                    new FolderFiles(HADOOP, folder.toString()),
                    new org.apache.hadoop.fs.Path(folder.toString()),
                    () -> {
                      if (Files.exists(folder)) {
                        throw new UserException("what", "where", "fix");
                      }
                    },
                    notices::add))
        .hasMessage("what (where); fix");
    assertThat(above).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "ffffffff"})
  void theLockOfAKilledProcessIsRemovedImmediately(String id) throws IOException {
    Locks.dead(folder, id);
    Locks.dead(folder, "77777777");

    try (FolderLock lock = take()) {
      lock.requireHeld();
      assertThat(Locks.in(folder)).hasSize(1);
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void theLockOfAnotherMachineExpiresWithoutHeartbeats() throws IOException {
    Path lock = Locks.elsewhere(folder, "00000000");

    take().close();

    assertThat(lock).doesNotExist();
    assertThat(notices)
        .singleElement()
        .asString()
        .contains(folder + " was in use by process 7 of ada on elsewhere since ", "waiting up to");
  }

  @Test
  void theLockOfAnotherMachineHoldsWhileItHasHeartbeats() throws Exception {
    Path lock = Locks.elsewhere(folder, "ffffffff");
    Thread beat =
        new Thread(
            () -> {
              try {
                Thread.sleep(200);
                Files.setLastModifiedTime(lock, LONG_AGO); // its clock is not ours
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    beat.start();

    isInUse("process 7 of ada on elsewhere");

    beat.join();
    assertThat(Locks.in(folder)).containsExactly(lock);
  }

  @Test
  void anUnreadableLockFileHoldsWhileItChanges() throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("lock-00000000.json"), new byte[0]);

    take().close();

    assertThat(notices).singleElement().asString().contains("a process that it does not name");
  }

  @Test
  void theHolderWritesHeartbeats() throws Exception {
    try (FolderLock lock = take()) {
      Path file = Locks.in(folder).get(0);
      Files.setLastModifiedTime(file, LONG_AGO);
      while (Files.getLastModifiedTime(file).equals(LONG_AGO)) {
        Thread.sleep(10);
      }
      lock.requireHeld();
    }
  }

  @Test
  void aHolderWhoseLockWasRemovedMayNotWrite() throws Exception {
    try (FolderLock lock = take()) {
      Files.delete(Locks.in(folder).get(0));

      assertThatThrownBy(lock::requireHeld)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("this process no longer holds " + folder);
      assertThatThrownBy(lock::requireNotLost).isInstanceOf(UserException.class);
    }
  }

  @Test
  void theHolderDetectsTheLossOfItsLockInTheBackground() throws Exception {
    try (FolderLock lock = take()) {
      Files.delete(Locks.in(folder).get(0));
      while (true) {
        try {
          lock.requireNotLost();
          Thread.sleep(10);
        } catch (UserException e) {
          return;
        }
      }
    }
  }

  /** Several start together, beside the lock files of several killed processes. */
  @RepeatedTest(5)
  void ofConcurrentProcessesOnlyOneLocksTheFolder() throws Exception {
    Locks.dead(folder, "00000000");
    Locks.dead(folder, "ffffffff");

    assertThat(together(this::take)).isEqualTo(1);
  }

  /** Those that do not get the lock delete the folder that they have created. */
  @RepeatedTest(5)
  void ofConcurrentProcessesThatCreateTheFolderOnlyOneLocksIt() throws Exception {
    assertThat(together(this::take)).isEqualTo(1);
  }

  @Test
  void aFolderThatIsDeletedRepeatedlyIsCreatedAgain() throws Exception {
    AtomicBoolean isEnded = new AtomicBoolean();
    Thread others =
        new Thread(
            () -> {
              while (!isEnded.get()) {
                folder.toFile().delete(); // if nothing is in it
                above.resolve("deep").toFile().delete();
              }
            });
    others.start();
    try {
      for (int i = 0; i < 300; i++) {
        take().close();
      }
    } finally {
      isEnded.set(true);
      others.join();
    }
  }

  @RepeatedTest(5)
  void locksWorkInAnObjectStore() throws Exception {
    Configuration store = ObjectStore.configuration();

    assertThat(together(() -> take(store, "store://" + folder))).isEqualTo(1);
  }

  /** The number of holders once all attempts have ended. */
  private static int together(Callable<FolderLock> take) throws Exception {
    int count = 4;
    CyclicBarrier barrier = new CyclicBarrier(count);
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<FolderLock>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return take.call();
                }));
      }
      List<FolderLock> held = new ArrayList<>();
      for (Future<FolderLock> each : all) {
        try {
          held.add(each.get());
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(UserException.class);
          assertThat(e).hasMessageContaining("is in use by process");
        }
      }
      held.forEach(FolderLock::close);
      return held.size();
    } finally {
      threads.shutdownNow();
    }
  }
}
