package org.lockstep.optimization.schedule;

/**
 * How long a run is.
 *
 * @param iterationsPerEpoch mini-batches of an epoch
 * @param iterations T, of all epochs
 */
public record Horizon(int iterationsPerEpoch, long iterations) {
  /** What is left after the first {@code iterations}; one iteration at least. */
  Horizon after(long iterations) {
    return new Horizon(iterationsPerEpoch, Math.max(1, this.iterations - iterations));
  }
}
