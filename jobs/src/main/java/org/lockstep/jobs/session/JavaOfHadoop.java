package org.lockstep.jobs.session;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.VersionInfo;
import org.lockstep.UserException;

/**
 * Whether this Java can run the Hadoop under Spark, without which no file is read: Hadoop 3.4 asks
 * Java who the user is by {@code Subject.getSubject}, which newer ones refuse.
 */
final class JavaOfHadoop {
  private JavaOfHadoop() {}

  /** Asks Hadoop who the user is. */
  interface Probe {
    /** Throws what Java refuses it with. */
    void ask() throws IOException;
  }

  /**
   * Checks it.
   *
   * @throws UserException if it cannot
   */
  static void require() {
    fault(Runtime.version(), VersionInfo.getVersion(), UserGroupInformation::getCurrentUser)
        .ifPresent(
            fault -> {
              throw fault;
            });
  }

  /** What to say if Java refuses what Hadoop asks; empty if it does not. */
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
              "run it by Java 17 or 21, such as by JAVA_HOME",
              e));
    } catch (IOException e) {
      return Optional.empty(); // nothing that another Java would put right: who reads files says it
    }
  }
}
