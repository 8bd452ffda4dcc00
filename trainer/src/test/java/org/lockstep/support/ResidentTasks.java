package org.lockstep.support;

import java.util.List;

/** The tasks of a resident stage inside this JVM. */
public final class ResidentTasks {
  private ResidentTasks() {}

  /** A real failure: the thread of a task that waits is interrupted, and ends with an exception. */
  public static void interruptOne() {
    Thread.getAllStackTraces().entrySet().stream()
        .filter(
            thread ->
                List.of(thread.getValue()).stream()
                    .anyMatch(frame -> frame.getMethodName().equals("awaitNext")))
        .findFirst()
        .orElseThrow()
        .getKey()
        .interrupt();
  }
}
