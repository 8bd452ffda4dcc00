package org.lockstep.jobs.session;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.VersionInfo;
import org.lockstep.UserException;

/**
 * Checks that this Java version supports Spark's Hadoop client: Hadoop 3.4 calls {@code
 * Subject.getSubject}, which newer Java versions reject with an exception.
 */
final class JavaOfHadoop {
  private JavaOfHadoop() {}

  /** Calls Hadoop for the current user. */
  interface Probe {
    /** Throws {@link UnsupportedOperationException} if Java does not support the call. */
    void ask() throws IOException;
  }

  /**
   * Requires a supported Java version.
   *
   * @throws UserException if Hadoop does not run on it
   */
  static void require() {
    fault(Runtime.version(), VersionInfo.getVersion(), UserGroupInformation::getCurrentUser)
        .ifPresent(
            fault -> {
              throw fault;
            });
  }

  /** The error if Java rejects the call; empty if it succeeds. */
  static Optional<UserException> fault(Runtime.Version java, String hadoop, Probe probe) {
    try {
      probe.ask();
      return Optional.empty();
    } catch (UnsupportedOperationException e) {
      return Optional.of(
          new UserException(
              "Java %s cannot run Hadoop %s, with which Spark reads and writes files: %s"
                  .formatted(java, hadoop, e.getMessage()),
              "java.home " + System.getProperty("java.home"),
              "use Java 17 or 21, for example by setting JAVA_HOME",
              e));
    } catch (IOException e) {
      return Optional.empty(); // not a matter of the Java version: the first file access reports it
    }
  }
}
