package org.lockstep.optimization.schedule;

import org.lockstep.OutOfBoundsException;

/**
 * A number of iterations, or of epochs.
 *
 * @param count how many; 1 or more
 */
public record Span(long count, Unit unit) {
  private static final long MOST = 1L << 40;

  /** What is counted. */
  public enum Unit {
    ITERATIONS,
    EPOCHS
  }

  /** Checks the count. */
  public Span {
    if (count < 1 || count > MOST) {
      throw new OutOfBoundsException("length", count, "it must be 1 to %d".formatted(MOST));
    }
  }

  /** A number of iterations. */
  public static Span iterations(long count) {
    return new Span(count, Unit.ITERATIONS);
  }

  /** A number of epochs. */
  public static Span epochs(long count) {
    return new Span(count, Unit.EPOCHS);
  }

  long in(Horizon horizon) {
    return unit == Unit.EPOCHS ? count * horizon.iterationsPerEpoch() : count;
  }

  /** Such as {@code 500} or {@code 5 epochs}. */
  @Override
  public String toString() {
    return unit == Unit.EPOCHS ? count + " epochs" : String.valueOf(count);
  }
}
