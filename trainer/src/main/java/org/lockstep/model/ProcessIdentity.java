package org.lockstep.model;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process, so that its number given to a later one is not taken for it.
 *
 * @param space where process numbers are counted: a boot of a machine, and on Linux its PID
 *     namespace, as containers of one host name have processes of the same number
 * @param user who started it
 * @param pid its number there
 * @param start when it began, by the clock of the operating system; empty if that is not known
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
    /** It is of another machine or container, or hidden from this user. */
    UNKNOWN
  }

  /** This process. */
  static ProcessIdentity current() {
    long pid = ProcessHandle.current().pid();
    return new ProcessIdentity(spaceHere(), System.getProperty("user.name", ""), pid, startOf(pid));
  }

  /** Whether this process runs, as far as it can be seen from here. */
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

  /** Whether processes of other users can be looked at; Linux may hide them (hidepid). */
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
      return "localhost"; // a name is all that is wanted
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

  /** When a process began; empty if there is none, or it has ended and waits for its parent. */
  private static String startOf(long pid) {
    if (!isLinux()) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Object::toString)
          .orElse("");
    }
    try {
      String text = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
      // The name before stands in brackets, and may have brackets and blanks itself.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      boolean hasEnded = fields[0].equals("Z") || fields[0].equals("X");
      return hasEnded ? "" : fields[START_FIELD];
    } catch (IOException | IndexOutOfBoundsException e) {
      return "";
    }
  }
}
