package org.lockstep.training.exchange.sharded;

import java.util.Collections;
import java.util.List;
import org.lockstep.training.exchange.task.TaskResult;

/**
 * Which tasks of a stage are together in one JVM, and so are one peer: those with the same address.
 * Peers are numbered in the order of their first tasks.
 *
 * @param addresses of the tasks' JVMs, a partition each
 */
record Roster(List<String> addresses) {
  /** What a task says of itself when it joins: its partition, and the address of its JVM. */
  static TaskResult entry(int partition, String address) {
    return new TaskResult(List.of(), 0, partition + " " + address);
  }

  /**
   * Reads the entries of all tasks.
   *
   * @throws IllegalStateException if one is missing, or is none
   */
  static Roster of(List<TaskResult> entries) {
    String[] addresses = new String[entries.size()];
    for (TaskResult entry : entries) {
      String[] words = entry.text().split(" ", 2);
      int partition = words.length < 2 ? -1 : Integer.parseInt(words[0]);
      if (partition < 0 || partition >= addresses.length || addresses[partition] != null) {
        throw new IllegalStateException("a task that says of itself: " + entry.text());
      }
      addresses[partition] = words[1];
    }
    return new Roster(List.of(addresses));
  }

  /** The address of each peer. */
  List<String> peers() {
    return addresses.stream().distinct().toList();
  }

  /** The number of tasks of a peer. */
  int tasks(int peer) {
    return Collections.frequency(addresses, peers().get(peer));
  }
}
