package org.lockstep.training.exchange.resident;

import org.lockstep.training.lane.GradientSum;

/**
 * The sizes of what a stage exchanges.
 *
 * @param lanes of the run
 * @param parameters number of them
 * @param pieceBytes the most of a message to another JVM, headers aside
 */
record StageShape(int partitions, int lanes, int parameters, int pieceBytes) {
  /** The ranges in which an executor sends its sums of the whole gradient. */
  Cuts cuts() {
    return new Cuts(0, parameters, pieceBytes);
  }

  /**
   * Whether a sum may be a part of the result of a command.
   *
   * @param command that computes gradients
   */
  boolean accepts(Command command, GradientSum sum) {
    return command.kind() == Command.Kind.GRADIENT
        ? sum.length() == parameters || cuts().has(sum.from(), sum.length())
        : sum.length() <= parameters - sum.from();
  }
}
