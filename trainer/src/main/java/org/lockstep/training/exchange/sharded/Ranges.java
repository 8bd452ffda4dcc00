package org.lockstep.training.exchange.sharded;

/**
 * The ranges of the parameter vector, one for each peer, in order and as even as can be.
 *
 * @param parameters number of them
 * @param owners number of peers; a peer has an empty range where there are fewer parameters
 */
record Ranges(int parameters, int owners) {
  /** Index of the first parameter of a peer. */
  int from(int owner) {
    return (int) ((long) parameters * owner / owners);
  }

  /** Index after the last parameter of a peer. */
  int to(int owner) {
    return from(owner + 1);
  }

  /** Number of parameters of a peer. */
  int length(int owner) {
    return to(owner) - from(owner);
  }
}
