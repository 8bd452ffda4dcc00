package org.lockstep.model.lock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process, told apart from a later one that is given the same process ID.
 *
 * @param space within which process IDs are unique: a boot of a machine, and on Linux a PID
 *     namespace, since containers on one host have processes of the same ID
 * @param user that started it
 * @param pid its process ID there
 * @param start when it started, by the operating system; empty if unknown
 */
record ProcessIdentity(String space, String user, long pid, String start) {
  /**
   * Characters of {@code /proc/PID/stat} after the name: state is the first field, this the 20th.
   */
  private static final int START_FIELD = 19;

  /** Whether a process runs. */
  enum Life {
    ALIVE,
    DEAD,
    /** It runs on another machine or in another container, or is hidden from this user. */
    UNKNOWN
  }

  /** This process. */
  static ProcessIdentity current() {
    long pid = ProcessHandle.current().pid();
    return new ProcessIdentity(spaceHere(), System.getProperty("user.name", ""), pid, startOf(pid));
  }

  /** Whether this process runs, as seen from the current machine and user. */
  Life life() {
    if (!space.equals(spaceHere())) {
      return Life.UNKNOWN;
    }
    if (start.isEmpty()) {
      return ProcessHandle.of(pid).isPresent() ? Life.ALIVE : Life.DEAD;
    }
    if (startOf(pid).equals(start)) {
      return Life.ALIVE;
    }
    return user.equals(System.getProperty("user.name", "")) || seesOthers()
        ? Life.DEAD
        : Life.UNKNOWN;
  }

  /** Whether other users' processes are visible; Linux may hide them (hidepid). */
  private static boolean seesOthers() {
    return !isLinux() || Files.isReadable(Path.of("/proc/1/stat"));
  }

  private static boolean isLinux() {
    return Files.isDirectory(Path.of("/proc/self"));
  }

  /** The name of this machine. */
  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // used in messages only
    }
  }

  private static String spaceHere() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return host(); // not Linux
    }
  }

  /** When a process started; empty if there is none, or it is a zombie. */
  private static String startOf(long pid) {
    if (!isLinux()) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Object::toString)
          .orElse("");
    }
    try {
      String text = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
      // The name before is in parentheses, and may contain parentheses and blanks itself.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      boolean hasEnded = fields[0].equals("Z") || fields[0].equals("X");
      return hasEnded ? "" : fields[START_FIELD];
    } catch (IOException | IndexOutOfBoundsException e) {
      return "";
    }
  }
}
