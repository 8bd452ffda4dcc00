package org.lockstep.training.exchange.sharded;

import org.lockstep.training.exchange.task.TaskResult;

/** Carries sums from one peer of a stage to the others. */
interface Post {
  /** The mailboxes of a peer. */
  enum Box {
    /** Of every peer's subtrees of the range that this one owns. */
    SUBTREES,
    /** Of every owner's total of its range. */
    TOTALS
  }

  /**
   * Sends sums to another peer; returns at once.
   *
   * @param sequence number of the command that they are for
   */
  void send(int receiver, Box box, long sequence, TaskResult sums);
}
