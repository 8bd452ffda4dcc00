package org.lockstep.training.exchange.sharded;

import java.io.Serializable;

/**
 * The ranges of the parameter vector, one for each task, in order and as even as can be.
 *
 * @param parameters number of them
 * @param owners number of tasks; a task has an empty range where there are fewer parameters
 */
record Ranges(int parameters, int owners) implements Serializable {
  /** Index of the first parameter of a task. */
  int from(int owner) {
    return (int) ((long) parameters * owner / owners);
  }

  /** Index after the last parameter of a task. */
  int to(int owner) {
    return from(owner + 1);
  }

  /** Number of parameters of a task. */
  int length(int owner) {
    return to(owner) - from(owner);
  }
}
