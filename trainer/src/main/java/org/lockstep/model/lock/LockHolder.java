package org.lockstep.model.lock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The process that holds a lock: the content of the lock file.
 *
 * @param id of the lock, 8 random hexadecimal digits
 * @param host the name of its machine
 * @param since when it took the lock, in UTC
 * @param process the process itself
 */
public record LockHolder(String id, String host, String since, ProcessIdentity process) {
  /** This process, with a new ID. */
  static LockHolder here() {
    return new LockHolder(
        UUID.randomUUID().toString().substring(0, 8),
        ProcessIdentity.host(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        ProcessIdentity.current());
  }

  /** The holder as messages name it: process, user, machine, time. */
  @Override
  public String toString() {
    return "process %d of %s on %s since %s".formatted(process.pid(), process.user(), host, since);
  }
}
