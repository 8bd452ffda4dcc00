package org.lockstep.model.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.lockstep.model.CheckedJson;

/** Lock files as processes leave them that are killed. */
public final class Locks {
  /** Greater than any number that Linux gives to a process. */
  private static final long NO_PROCESS = 1L << 40;

  private Locks() {}

  /** The lock files of a folder. */
  static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("lock-")).toList();
    }
  }

  /** Makes all locks of a folder those of a process of this machine that was killed. */
  public static void abandon(Path folder) throws IOException {
    for (Path lock : in(folder)) {
      Files.write(lock, CheckedJson.write(dead(lock.getFileName().toString().substring(5, 13))));
    }
  }

  /** Puts the lock of a process there that was killed. */
  static Path dead(Path folder, String id) throws IOException {
    return write(folder, dead(id));
  }

  /** Puts the lock of a process of another machine there. */
  static Path elsewhere(Path folder, String id) throws IOException {
    ProcessIdentity process = new ProcessIdentity("another boot", "ada", 7, "1");
    return write(folder, new LockHolder(id, "elsewhere", Instant.now().toString(), process));
  }

  private static LockHolder dead(String id) {
    ProcessIdentity here = ProcessIdentity.current();
    ProcessIdentity process = new ProcessIdentity(here.space(), here.user(), NO_PROCESS, "1");
    return new LockHolder(id, ProcessIdentity.host(), Instant.now().toString(), process);
  }

  private static Path write(Path folder, LockHolder holder) throws IOException {
    Files.createDirectories(folder);
    return Files.write(folder.resolve(LockFiles.name(holder.id())), CheckedJson.write(holder));
  }
}
