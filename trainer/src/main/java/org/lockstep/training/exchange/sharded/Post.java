package org.lockstep.training.exchange.sharded;

import org.lockstep.training.exchange.task.TaskResult;

/** Carries sums from one task of a stage to another, itself included. */
interface Post {
  /** The mailboxes of a task. */
  enum Box {
    /** Of every task's subtrees of the range that the task owns. */
    SUBTREES,
    /** Of every owner's total of its range. */
    TOTALS
  }

  /**
   * Sends sums; returns at once. The receiver may add to subtrees, and does not write to totals.
   *
   * @param sequence number of the command that they are for
   */
  void send(int receiver, Box box, long sequence, TaskResult sums);
}
