package org.lockstep;

/**
 * Checks values of settings; each method throws an {@link OutOfBoundsException} if the value is
 * outside its bounds.
 */
public final class Bounds {
  private Bounds() {}

  /** A finite number greater than 0. */
  public static void positive(String name, double value) {
    check(value > 0 && Double.isFinite(value), name, value, "a number greater than 0");
  }

  /** A finite number, 0 or greater. */
  public static void notNegative(String name, double value) {
    check(value >= 0 && Double.isFinite(value), name, value, "a number, 0 or greater");
  }

  /** A term that is added to a divisor so that it is never 0, in single precision too. */
  public static void epsilon(String name, double value) {
    check(value >= 1e-37 && Double.isFinite(value), name, value, "a number of at least 1e-37");
  }

  /** The share that a running mean keeps: at least 0 and less than 1. */
  public static void decay(String name, double value) {
    check(value >= 0 && value < 1, name, value, "at least 0 and less than 1");
  }

  /** A share: 0 to 1. */
  public static void share(String name, double value) {
    check(value >= 0 && value <= 1, name, value, "0 to 1");
  }

  /** A whole number of at least {@code least}. */
  public static void atLeast(long least, String name, long value) {
    check(value >= least, name, value, "%d or more".formatted(least));
  }

  private static void check(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new OutOfBoundsException(name, value, "it must be " + rule);
    }
  }
}
