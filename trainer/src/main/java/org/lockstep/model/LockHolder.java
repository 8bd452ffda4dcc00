package org.lockstep.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Who works in a folder: what its lock file holds.
 *
 * @param id of this one lock, by chance
 * @param host the name of the machine
 * @param since when the work began
 * @param process which one it is
 */
public record LockHolder(String id, String host, String since, ProcessIdentity process) {
  /** This process, from now on. */
  static LockHolder here() {
    return new LockHolder(
        UUID.randomUUID().toString().substring(0, 8),
        ProcessIdentity.host(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        ProcessIdentity.current());
  }

  /** As a message names it: process, user, machine, time. */
  @Override
  public String toString() {
    return "process %d of %s on %s since %s".formatted(process.pid(), process.user(), host, since);
  }
}
